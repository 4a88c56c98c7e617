import { crc32, deflateSync } from 'node:zlib'

/** Red, green, blue, each 0–255. */
export type Pixel = readonly [number, number, number]

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const truecolour = Uint8Array.of(8, 2, 0, 0, 0)

/** A picture as an uncomplicated PNG (https://www.w3.org/TR/png-3/): 8 bits a colour, no filter, one piece of data. */
export function encodePng(picture: {
  width: number
  height: number
  pixelAt: (x: number, y: number) => Pixel
}): Uint8Array {
  const { width, height, pixelAt } = picture
  const rows = Array.from({ length: height }, (_row, y) => [
    0,
    ...Array.from({ length: width }, (_column, x) => pixelAt(x, y)).flat(),
  ])
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.concat([size, truecolour])),
    chunk('IDAT', deflateSync(Uint8Array.from(rows.flat()))),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}
