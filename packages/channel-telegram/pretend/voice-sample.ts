/** Two seconds of a voice message: a tune, since the page has no microphone. */
const rate = 8_000
const headerBytes = 44
const notes = [392, 440, 494, 587, 494, 587]

/** WAV, 8 bits, one channel. */
export function voiceSample(): Uint8Array {
  const samples = rate * 2
  const wav = Buffer.alloc(headerBytes + samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(headerBytes - 8 + samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples, 40)
  for (let index = 0; index < samples; index += 1) wav[headerBytes + index] = 128 + Math.round(40 * loudnessAt(index))
  return wav
}

function loudnessAt(index: number): number {
  const length = (rate * 2) / notes.length
  const note = notes[Math.floor(index / length)] ?? 0
  const fade = 1 - (index % length) / length
  return fade * Math.sin((2 * Math.PI * note * index) / rate)
}
