import { encodePng, type Pixel } from './png.ts'

const width = 360
const height = 240
const paper: Pixel = [255, 255, 255]
const header: Pixel = [47, 91, 216]
const line: Pixel = [214, 219, 228]
const ink: Pixel = [84, 91, 105]
const waiting: Pixel = [242, 182, 97]

/** A customer's picture of a deposit that waits: bars in place of words, as a thumbnail shows it. PNG bytes. */
export function depositScreenshot(): Uint8Array {
  return encodePng({ width, height, pixelAt })
}

function pixelAt(x: number, y: number): Pixel {
  if (y < 44) return y > 16 && y < 28 && x > 20 && x < 150 ? paper : header
  if (x > 20 && x < 340 && y > 60 && y < 112) return y > 80 && y < 92 && x > 36 && x < 180 ? ink : line
  const row = Math.floor((y - 124) / 36)
  const inRow = (y - 124) % 36
  if (y < 124 || row > 2 || inRow < 8 || inRow > 18) return paper
  if (x > 20 && x < 140 + row * 20) return ink
  return x > 270 && x < 340 ? (row === 0 ? waiting : line) : paper
}
