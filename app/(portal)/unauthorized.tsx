/** Never shown, as the one above it: Next draws one beside every page of this segment, too. */
export default function PortalUnauthorized() {
  return null
}
