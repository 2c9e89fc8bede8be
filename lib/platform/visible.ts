/** Takes no room and leaves no ink, letters among them (U+3164); a braille sign without dots takes room and leaves none. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/u
const INK = /[\p{L}\p{N}\p{P}\p{S}]/u

/** False for text of which nothing can be seen: a name like that could be neither read nor pressed. */
export function isVisible(text: string): boolean {
  return INK.test(text.replaceAll(new RegExp(UNSEEN, 'gu'), ''))
}

/** True for text with a sign in it that cannot be seen: two that look alike would be two. */
export function hidesSigns(text: string): boolean {
  return UNSEEN.test(text)
}
