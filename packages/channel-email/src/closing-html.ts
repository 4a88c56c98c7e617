/** Watches the lines of an HTML mail, outside of quotes, for where its signature starts. */
import {
  isClosing,
  isContactDetail,
  isDelimiter,
  isDeviceLine,
  isDisclaimerStart,
  tellsContact,
} from './signature-lines.ts'

/** A place in sanitised HTML, with what it takes to close the elements open there. */
export type Place = { start: number; close: () => string }
type Card = { place: Place | null; lines: number; details: number }

/** Visible characters. What is longer is no signature. */
const longestSignature = 2_000
const longestDisclaimer = 6_000
const mostCardLines = 15
const longestCardLine = 120
/** Characters of what stands above a card. */
const mostWords = 1_000

export class ClosingWatch {
  /** Behind a mark or a delimiter: whatever follows is signature. */
  #marked: (Place & { left: number }) | null = null
  /** A program's own line: nothing may follow. */
  #device: Place | null = null
  /** After a closing formula: ways to reach somebody. */
  #card: Card | null = null
  #quoteEnded = false
  /** What was read last. */
  #words = ''

  /** A mail program says that the signature starts here. */
  mark(place: Place): void {
    this.#marked ??= { ...place, left: longestSignature }
  }

  /** What is written behind a quote is an answer, and what looked like a signature above it stays. */
  quoteEnds(): void {
    this.#quoteEnded = true
  }

  read(line: string, place: Place): void {
    if (this.#quoteEnded) this.#forget()
    if (this.#marked) {
      this.#marked.left -= line.length
      if (this.#marked.left < 0) this.#marked = null
      return
    }
    if (isDelimiter(line)) this.#marked = { ...place, left: longestSignature }
    else if (isDisclaimerStart(line)) this.#marked = { ...place, left: longestDisclaimer }
    else {
      this.#device = isDeviceLine(line) ? (this.#device ?? place) : null
      this.#readCard(line, place)
    }
  }

  found(): Place | null {
    const places = [this.#marked, this.#device, cardPlace(this.#card)].filter((place) => place !== null)
    return places.toSorted((a, b) => a.start - b.start)[0] ?? null
  }

  #readCard(line: string, place: Place): void {
    if (isClosing(line)) {
      this.#card = tellsContact(this.#words) ? null : { place: null, lines: 0, details: 0 }
      return
    }
    this.#words = `${this.#words} ${line}`.slice(-mostWords).trim()
    const card = this.#card
    if (!card) return
    card.lines += 1
    const isDetail = isContactDetail(line)
    card.details += Number(isDetail)
    // The name below the formula stays.
    if (card.place === null && (isDetail || card.lines > 1)) card.place = place
    if (card.lines > mostCardLines || line.length > longestCardLine) this.#card = null
  }

  #forget(): void {
    this.#marked = null
    this.#device = null
    this.#card = null
    this.#quoteEnded = false
  }
}

function cardPlace(card: Card | null): Place | null {
  return card && card.details >= 2 ? card.place : null
}
