import sharp from 'sharp'

/** Pictures that are taken, by what their content says. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

const MAX_PIXELS = 50_000_000
const MAX_SIDE = 4_096
const THUMBNAIL_SIDE = 320
const SECONDS = 20

export type Picture = { bytes: Buffer; thumbnail: Buffer; width: number; height: number }

// Each picture is decoded whole in memory: one at a time.
let last: Promise<unknown> = Promise.resolve()

/**
 * Draws a picture anew: only its pixels stay. What it carried besides (EXIF with place and camera, colour profiles, text,
 * whatever follows its end) does not. Turned as its EXIF says, no side longer than 4,096. With a thumbnail in WebP.
 * @throws Error when it cannot be read, or holds more than 50 million pixels.
 */
export async function redraw(bytes: Uint8Array, type: PictureType): Promise<Picture> {
  const turn = last.then(() => draw(bytes, type))
  last = turn.catch(() => {})
  return await turn
}

async function draw(bytes: Uint8Array, type: PictureType): Promise<Picture> {
  const source = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .timeout({ seconds: SECONDS })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
  const format = type === 'image/jpeg' ? 'jpeg' : type === 'image/png' ? 'png' : 'webp'
  const { data, info } = await source.toFormat(format).toBuffer({ resolveWithObject: true })
  const thumbnail = await sharp(data, { limitInputPixels: MAX_PIXELS })
    .timeout({ seconds: SECONDS })
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp()
    .toBuffer()
  return { bytes: data, thumbnail, width: info.width, height: info.height }
}
