/**
 * Never shown: who is not signed in is sent to sign in. Without it Next draws words of its own beside every page of the
 * segment, which each answer would carry.
 */
export default function Unauthorized() {
  return null
}
