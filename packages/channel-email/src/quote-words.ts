/**
 * The words mail programs put above quoted history and forwarded mail, in the languages they are used in. Lines only: what they mean
 * together is decided in quoting.ts and quoting-html.ts.
 */
export type FieldKind = 'from' | 'date' | 'to' | 'subject' | 'other'
export type HeaderField = { kind: FieldKind; value: string }

const fieldNames: Readonly<Record<FieldKind, string>> = {
  from: 'from|von|de|da|van|od|от кого|от|发件人|發件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|từ|người gửi|จาก|expéditeur|remitente|remetente|mittente|afzender|nadawca|från|fra|lähettäjä|odesílatel|feladó|expeditorul|kimden|gönderen|отправитель|від кого|від',
  date: 'sent|date|gesendet|datum|envoyé le|envoyé|fecha|enviado el|enviado|enviada em|enviada|data|inviato|verzonden|wysłano|wysłane|отправлено|дата|发送时间|发送日期|发件时间|时间|日期|寄件日期|傳送時間|發送時間|時間|送信日時|日時|日付|보낸 날짜|보낸날짜|날짜|đã gửi|ngày|gửi|วันที่|ส่ง|datum|dato|skickat|sendt|lähetetty|päivämäärä|odesláno|küldve|dátum|trimis|tarih|gönderildi|надіслано',
  to: 'to|an|à|a|para|naar|aan|do|кому|收件人|收件者|宛先|받는 사람|받는사람|수신|đến|tới|ถึง|destinataire|destinatario|destinatário|ontvanger|pour|till|til|vastaanottaja|komu|címzett|kime|destinatarul',
  subject:
    'subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|тема|主题|主\\s*题|主\\s*題|主旨|件名|題名|제목|chủ đề|tiêu đề|เรื่อง|sujet|ämne|emne|aihe|předmět|predmet|tárgy|subiect|subiectul|konu',
  other:
    'cc|bcc|reply-to|kopie|copie|copia|cópia|копия|抄送|副本|密送|回复至|참조|importance|priority|priorität|attachments|anlagen|附件|重要性',
}
const kinds = ['from', 'date', 'to', 'subject', 'other'] as const
// NetEase writes its header as a table: `| 发件人 | … |`.
const headerField = new RegExp(
  `^\\|?\\s*(?:${kinds.map((kind) => `(${fieldNames[kind]})`).join('|')})\\s*(?:[:：|]|\\t)\\s*(.*)$`,
  'i',
)

const originalWords =
  "original message|original appointment|original mail|original|reply message|replied message|原始邮件|原始邮件信息|邮件原件|原始郵件|原邮件|原始信件|原郵件|回复的原邮件|回复邮件|ursprüngliche nachricht|originalnachricht|message d['’]origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|исходное сообщение|oryginalna wiadomość|wiadomość oryginalna|元のメッセージ|元のメール|원본 메시지|원본 메일|thư gốc|tin nhắn gốc|ข้อความต้นฉบับ"
const forwardWords =
  'begin forwarded message|forwarded message|forwarded mail|转发邮件|转发的邮件|转发邮件信息|转发消息|转发的信息|开始转发的邮件|开始转发的信息|下面是被转发的邮件|轉寄的郵件|轉寄郵件|轉寄的信件|開始轉寄郵件|以下是轉寄的郵件|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré|début du message réexpédié|début du message transféré|mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|begin doorgestuurd bericht|пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|начало переадресованного сообщения|przekazana wiadomość|wiadomość przekazana|wiadomość przekazana dalej|początek przekazywanej wiadomości|転送メッセージ|転送されたメッセージ|転送メール|以下は転送されたメッセージです|전달된 메시지|전달된 메일|전달 메시지|tin nhắn được chuyển tiếp|thư được chuyển tiếp|tin nhắn đã chuyển tiếp|ข้อความที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ|message transmis|vidarebefordrat meddelande|vidarebefordrat mejl|videresendt meddelelse|videresendt melding|start på videresendt besked|edelleenlähetetty viesti|välitetty viesti|välitetty viesti alkaa|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|továbbított üzenet|továbbított levél kezdete|mesaj redirecționat|iletilmiş mesaj|iletilen ileti|i̇letilen i̇leti|переслане повідомлення|перенаправлене повідомлення|treść przekazanej wiadomości'
const separatorLine = new RegExp(`^[-_=*\\s]*(?:${originalWords})[-_=*\\s]*[:：]?$`, 'i')
const forwardLine = new RegExp(`^[-_=>*|\\s]*(?:${forwardWords})\\s*[:：]?[-_=*\\s]*$`, 'i')
const replyAbove = /(?:reply|write) above this line|请在此行以上回复/i

const verbs =
  /\bwrote\s*[:：]?$|(?:写道|寫道|写了|提到)\s*[:：]?$|\bschrieb\b|\ba écrit|\bescribió|\bha scritto\b|\bescreveu\b|\bschreef\b|\bskrev\b|napisał|написал|(?:님이|님께서)? ?작성(?:했습니다|하였습니다)?\s*[:：]$|のメール\s*[:：]|が書きました|kirjoitti|napsala?|ezt írta|yazdı|a scris|написав|đã viết|เขียนว่า|เขียน\s*[:：]/i
const opensAttribution =
  /^(?:on|at|am|le|el|il|em|op|den|dnia|w dniu|wiadomość|vào|lúc|ในวันที่|เมื่อ|在|于|於)(?:\s|\b)|\d{4}|^\S{1,12}\.?,\s*\d/i
const address = /[^\s<>()[\]"',;:]{1,120}@[^\s<>()[\]"',;:]{2,180}/
const year = /(?:^|\D)(?:19|20|25)\d\d(?:\D|$)/
const clock = /\d{1,2}\s?[:：.hH時时点시]\s?\d{2}/
/** What a mail program does not write about somebody; a person who tells of an earlier mail does. */
const ownWords = /\b(?:i|we|you|your|our|my|the|he|she|they)\b/i
const attributionEnd = /[:：]\s*$|[写寫]道\s*$|\bwrote\s*-{2,}\s*$/

const longestLine = 400
const longestAttribution = 300

/** Without quote marks, emphasis and the entities QQ leaves in its plain text. */
export function stripped(line: string): string {
  return line
    .replace(/^[>\s*_]+/, '')
    .replace(/[*\u3000\u200e\u200f]/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .trim()
}

/** Whether a line divides an answer from the mail it answers. */
export function isSeparator(line: string): boolean {
  if (line.length > longestLine) return false
  return (/[-_=]{2}/.test(line) && separatorLine.test(stripped(line))) || replyAbove.test(line)
}

/** Whether a line introduces a mail that was passed on. */
export function isForwardLine(line: string): boolean {
  // Cheaper than the words, and false for nearly every line.
  if (line.length > longestLine || !/[-_=]{2}|[:：][-_=*\s]*$/.test(line)) return false
  return forwardLine.test(stripped(line))
}

/** A line of the header block that Outlook and most Chinese programs put above the mail they quote. */
export function headerFieldOf(line: string): HeaderField | null {
  if (line.length > longestLine || !/[:：|\t]/.test(line)) return null
  const found = headerField.exec(stripped(line))
  const at = found ? kinds.findIndex((_, index) => found[index + 1] !== undefined) : -1
  const kind = kinds[at]
  return found && kind ? { kind, value: (found[kinds.length + 1] ?? '').replace(/\s*\|\s*$/, '') } : null
}

/** Whether these words may end an attribution; cheaper than trying the whole on every line. */
export function mayEndAttribution(line: string): boolean {
  return attributionEnd.test(line)
}

/**
 * Whether a line says who wrote what follows. With `quoteFollows` a person's own words do as well; without, only what a mail program
 * writes: an address with a date, or names with date and time.
 */
export function isAttribution(line: string, { quoteFollows }: { quoteFollows: boolean }): boolean {
  // Zoho puts it between dashes.
  const bare = stripped(line).replace(/^-{2,}\s*|\s*-{2,}$/g, '')
  if (bare.length > longestAttribution || !/\d/.test(bare) || !mayEndAttribution(line.trimEnd())) return false
  const says = verbs.test(bare)
  const dated = year.test(bare) || clock.test(bare)
  if (address.test(bare) && dated && (says || /[>)]\s*,?\s*[:：]$/.test(bare))) return true
  if (!says || !opensAttribution.test(bare)) return false
  return quoteFollows || (year.test(bare) && clock.test(bare) && !ownWords.test(bare.replace(/^\S+/, '')))
}
