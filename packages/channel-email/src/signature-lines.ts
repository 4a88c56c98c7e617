/** Finds the signature a plain text ends with, where it is a signature with near certainty. */
import { isBlank, isQuoted, type Line } from './text-lines.ts'

/** Longer ones are read as part of the mail. */
const mostSignatureLines = 15
const mostDisclaimerLines = 25
const longestDeviceLine = 80

const sentBy =
  /^(?:sent (?:from|via|using|with|by|on)|get outlook for|von (?:meinem|meiner)|gesendet (?:von|mit|über)|diese nachricht wurde von|envoyé (?:de|depuis|à partir|avec)|obtenir|télécharger outlook|enviado (?:desde|do|de|a partir|con|com)|obtener|obter o|inviato (?:da|dal|con)|ottieni outlook|verstuurd (?:vanaf|via)|verzonden (?:vanaf|met|via)|outlook voor|отправлено (?:с|из)|отправлен[оа]? через|wysłan[eoy] z|wysłano z|pobierz|đã gửi từ|được gửi từ|gửi từ|tải outlook|ส่งจาก|ส่งด้วย|发自|發自|发送自|發送自|来自|來自|从我的|從我的|由我的|获取|取得|使用|通过|透過|skickat från|sendt fra|lähetetty)/i
const sentByEnd =
  /(?:から送信(?:されました)?|で送信(?:されました)?|を入手|에서 보냄|에서 전송(?:됨)?|에서 발송|用 Outlook|다운로드)[。.]?$/i
const device =
  /iphone|ipad|ipod|imac|macbook|\bmac\b|apple watch|android|samsung|galaxy|huawei|华为|華為|honor|荣耀|xiaomi|redmi|小米|红米|\bmi \d|oppo|vivo|oneplus|一加|realme|pixel|nokia|\blg\b|\bhtc\b|xperia|motorola|blackberry|windows phone|lumia|mobile|mobil|handy|smartphone|\bphone|tablet|téléphone|móvil|celular|cellulare|telefon|手机|手機|平板|outlook|mail (?:app )?for windows|mail für windows|mail pour windows|correo para windows|windows ?10|windows 11|yahoo|gmail|gmx|web\.de|proton|\baol\b|thunderbird|airmail|spark|bluemail|mailbird|邮箱大师|foxmail|qq ?邮箱|qq mail|网易邮箱|新浪邮箱|阿里邮箱|邮件客户端|邮箱客户端|电子邮件|企业微信|腾讯企业邮|wecom|飞书|feishu|lark|mail\.ru|яндекс|yandex|почт[ыа]|mailmaster|mail master|tutanota|\btuta\b|三星|魅族|중요|아이폰/i
/** A person's sentence, not a program's. */
const sentence = /[?？@]|\d{6}|手机号|手機號|\b(?:but|and i|to (?:my|your|the|you))\b|[，。；,;].{12}/i

const confidential =
  /^\W{0,6}(?:(?:this|the (?:information|contents?)).{0,60}(?:e-?mail|message|communication|transmission)|the information contained in this|confidential|disclaimer|important notice|privileged|notice:|legal notice|本邮件|本电子邮件|此邮件|此电子邮件|本郵件|本電子郵件|此郵件|本信函|声明|免责声明|保密|diese (?:e-?mail|nachricht)|der inhalt dieser|ce (?:message|courriel|mail)|cet (?:e-?mail|envoi)|este (?:mensaje|correo|e-?mail|mensagem)|esta mensagem|a informação contida|questo messaggio|questa e-?mail|le informazioni contenute|dit (?:bericht|e-?mail)|deze e-?mail|данное сообщение|это (?:сообщение|письмо)|настоящее (?:сообщение|письмо)|ta wiadomość|niniejsza wiadomość|このメール|本メール|이 (?:메일|메시지)|본 메일)/i
const confidentialWords =
  /confidential|privileged|intended (?:solely|only|recipient)|unauthori[sz]ed|保密|机密|機密|专有信息|收件人|收件者|vertraulich|confidentiel|destinataire|confidencial|destinatari|riservat|vertrouwelijk|geadresseerde|конфиденциальн|poufn|adresat|機密|秘密|기밀|비밀/i

const closing =
  /^(?:(?:(?:best|kind|warm|many|with (?:best|kind)) )?(?:regards|wishes)|best|thanks(?: (?:and|&) (?:best )?regards)?|thank you|many thanks|cheers|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|mit (?:freundlichen|besten|herzlichen) grü(?:ß|ss)en|(?:viele|beste|liebe|freundliche) grü(?:ß|ss)e|cordialement|bien (?:à vous|cordialement)|salutations?|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|atenciosamente|cumprimentos|abraços?|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|с уважением|z poważaniem|pozdrawiam|trân trọng|ขอแสดงความนับถือ|此致|敬礼|此致敬礼|祝好|顺颂商祺|顺祝商祺|谢谢|謝謝|敬上|よろしくお願い(?:いた)?します|敬具|감사합니다|드림)\s*[,.，。!！]?$/i
const contactDetail =
  /^(?:[|•·\s]*)(?:t|tel|tél|phone|mobile|mob|m|cell|fax|f|telefon|mobil|direct|office|e-?mail|mail|e|web|www|w|skype|wechat|qq|电话|電話|手机|手機|传真|傳真|邮箱|邮编|郵箱|地址|网址|網址|微信|тел|факс|моб|電話番号|전화|휴대폰|팩스|主页)\s*[.:：|]|^(?:https?:\/\/|www\.)\S+$|^\+?\d[\d ()./-]{7,}$|^\S+@\S+\.\S+$/i

const contactWords =
  /\b(?:contacts?|phone|telephone|mobile|call me|reach me|(?:my|our|new) (?:number|address|e-?mail|details)|kontakt|telefon|handy|adresse|teléfono|contacto|téléphone|telefone|telefono)\b|电话|電話|手机|手機|联系方式|聯絡|邮箱|郵箱|地址|微信|телефон|連絡先|연락처|전화/i

/** The line the signature starts at, of the text that ends before line `end`; `end` itself where there is none. */
export function signatureStart(lines: readonly Line[], end: number): number {
  const stop = lastWritten(lines, end)
  let start = stop
  for (let passes = 0; passes < 3; passes++) {
    const next = oneSignature(lines, start)
    if (next === start) break
    start = lastWritten(lines, next)
  }
  return start === stop ? end : start
}

function oneSignature(lines: readonly Line[], end: number): number {
  const disclaimer = disclaimerStart(lines, end)
  if (disclaimer < end) return disclaimer
  const delimited = delimiterStart(lines, end)
  if (delimited < end) return delimited
  if (isDeviceLine(lines[end - 1]?.line ?? '')) return end - 1
  return contactCardStart(lines, end)
}

/** `Sent from my iPhone`, in whatever language the telephone speaks. */
export function isDeviceLine(line: string): boolean {
  if (line.length > 300) return false
  const bare = line
    .replace(/[<([]?https?:\/\/[^\s<>)\]]*[>)\]]?/gi, '')
    .replace(/^[-—\s*_"“<>[\]]+|[\s*_"”<>[\]]+$/g, '')
  if (bare.length < 5 || bare.length > longestDeviceLine || sentence.test(bare)) return false
  return (sentBy.test(bare) || sentByEnd.test(bare)) && device.test(bare)
}

/** The delimiter of RFC 3676 §4.3, whose space many programs lose. */
export function isDelimiter(line: string): boolean {
  return /^(?:--|—)[ \u00a0]?$/.test(line)
}

function delimiterStart(lines: readonly Line[], end: number): number {
  const lowest = Math.max(0, end - mostSignatureLines - 1)
  for (let index = end - 1; index >= lowest; index--) {
    const line = lines[index]?.line ?? ''
    if (isQuoted(line)) return end
    if (isDelimiter(line)) return index
  }
  return end
}

/** A paragraph of lawyers at the end. */
function disclaimerStart(lines: readonly Line[], end: number): number {
  const lowest = Math.max(0, end - mostDisclaimerLines)
  let words = ''
  for (let index = end - 1; index >= lowest; index--) {
    const line = lines[index]?.line ?? ''
    if (isQuoted(line)) return end
    words = `${line} ${words}`
    const startsParagraph = index === 0 || isBlank(lines[index - 1]?.line ?? '') || isRule(lines[index - 1]?.line ?? '')
    if (startsParagraph && confidential.test(line.trim())) return isDisclaimer(words) ? index : end
  }
  return end
}

/** Whether a whole paragraph is one, by how it starts and what it says. */
export function isDisclaimerStart(paragraph: string): boolean {
  return confidential.test(paragraph) && isDisclaimer(paragraph)
}

/** A formula that ends a letter. */
export function isClosing(line: string): boolean {
  return line.length <= 60 && closing.test(line)
}

/** A line that says how to reach somebody. */
export function isContactDetail(line: string): boolean {
  return contactDetail.test(line)
}

function isDisclaimer(words: string): boolean {
  return words.length >= (/[\u3040-\u9fff\uac00-\ud7af]/.test(words) ? 25 : 90) && confidentialWords.test(words)
}

/** After a closing formula and a name: a card with two ways at least to reach somebody. Formula and name stay. */
function contactCardStart(lines: readonly Line[], end: number): number {
  const lowest = Math.max(0, end - mostSignatureLines)
  for (let index = end - 1, details = 0; index >= lowest; index--) {
    const line = (lines[index]?.line ?? '').trim()
    if (isQuoted(line) || line.length > 120) return end
    if (isContactDetail(line)) details += 1
    else if (isClosing(line))
      return details >= 2 && !tellsContact(wordsAbove(lines, index)) ? afterName(lines, index, end) : end
  }
  return end
}

function wordsAbove(lines: readonly Line[], end: number): string {
  const above = lines.slice(Math.max(0, end - mostSignatureLines), end)
  return above
    .flatMap(({ line }) => (isQuoted(line) ? [] : [line.trim()]))
    .join(' ')
    .trim()
}

/** Whether a letter of these words may be about the very details below it: somebody was asked for them, or says little else. */
export function tellsContact(words: string): boolean {
  const fewest = /[\u3040-\u9fff\uac00-\ud7af]/.test(words) ? 8 : 25
  return words.length < fewest || contactWords.test(words)
}

function afterName(lines: readonly Line[], closingAt: number, end: number): number {
  for (let index = closingAt + 1; index < end; index++) {
    const line = (lines[index]?.line ?? '').trim()
    if (line === '' || isRule(line)) continue
    return isContactDetail(line) ? index : index + 1
  }
  return end
}

function isRule(line: string): boolean {
  return /^\s*[-_=*]{3,}\s*$/.test(line)
}

/** The end of what is written before `end`, without the empty lines and rules it ends with. */
function lastWritten(lines: readonly Line[], end: number): number {
  let last = end
  while (last > 0 && (isBlank(lines[last - 1]?.line ?? '') || isRule(lines[last - 1]?.line ?? ''))) last--
  return last
}
