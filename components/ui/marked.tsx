import { markedPieces } from '@/lib/platform/marks'

/** Text with what a search met in it marked; text nodes only, whatever it holds. */
export function Marked({ text, q, resembling = false }: { text: string; q: string; resembling?: boolean }) {
  if (q === '') return text
  return markedPieces(text, q, resembling).map((piece) =>
    piece.marked ? <mark key={piece.at}>{piece.text}</mark> : piece.text,
  )
}
