/** Waiting for something slow without keeping a place that others could work in. */
export type Aside = <T>(slow: () => Promise<T>) => Promise<T>

/** Gives each lane an `aside` of its own; `change` hears of places left and taken again. A lane may wait for several things at once; it stands aside as long as for any of them. */
export function createAsides(most: number, change: (places: 1 | -1) => void): () => Aside {
  let standing = 0
  return () => {
    let waits = 0
    let left = false
    return async (slow) => {
      waits += 1
      if (!left && standing < most) {
        left = true
        standing += 1
        change(-1)
      }
      try {
        return await slow()
      } finally {
        waits -= 1
        if (left && waits === 0) {
          left = false
          standing -= 1
          change(1)
        }
      }
    }
  }
}
