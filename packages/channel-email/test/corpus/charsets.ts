/** Every character set people still write in, at every place of a mail. */
import { base64, type CorpusMail, mail, multipartMail, part, percent, quotedPrintable, word } from './compose.ts'
import { encode } from './encode.ts'

type Charset = { label: string; as?: string; text: string; wide?: true }

const charsets: readonly Charset[] = [
  { label: 'utf-8', text: '提现没有到账 – Größe 👍' },
  { label: 'gb2312', text: '提现没有到账，请帮忙查一下' },
  { label: 'gbk', text: '陳鎔基的錢没有到账' },
  { label: 'gb18030', text: '我叫李㼆，住在𠮷林' },
  { label: 'hz-gb-2312', text: '提现没有到账，请帮忙' },
  { label: 'big5', text: '提現沒有到帳，請幫忙' },
  { label: 'big5-hkscs', text: '嘅咗喺度等緊啲錢' },
  { label: 'iso-2022-jp', text: '出金できません。お問い合わせです' },
  { label: 'shift_jis', text: '出金できません。ソフト表示' },
  { label: 'windows-31j', as: 'cp932', text: '①番、髙橋です' },
  { label: 'euc-jp', text: '出金できません。お問い合わせです' },
  { label: 'euc-kr', text: '출금이 안 됩니다' },
  { label: 'ks_c_5601-1987', as: 'euc-kr', text: '출금이 안 됩니다' },
  { label: 'cp949', text: '똠방각하 출금' },
  { label: 'iso-2022-kr', text: '출금이 안 됩니다' },
  { label: 'utf-7', text: '提现没有到账 Größe' },
  { label: 'utf-16', text: '提现没有到账 Größe', wide: true },
  { label: 'utf-16le', text: '提现没有到账 Größe', wide: true },
  { label: 'utf-16be', text: '提现没有到账 Größe', wide: true },
  { label: 'windows-1250', text: 'Příliš žluťoučký kůň' },
  { label: 'windows-1251', text: 'Вывод средств не пришёл' },
  { label: 'windows-1252', text: 'Schöne Grüße – 100 €' },
  { label: 'windows-1253', text: 'Τα χρήματα δεν ήρθαν' },
  { label: 'windows-1254', text: 'İşlem gönderilmedi, ğü' },
  { label: 'windows-1255', text: 'שלום, הכסף לא הגיע' },
  { label: 'windows-1256', text: 'لم يصل السحب' },
  { label: 'windows-1257', text: 'Pinigai neatėjo, ačiū' },
  { label: 'koi8-r', text: 'Вывод средств не пришёл' },
  { label: 'koi8-u', text: 'Кошти не надійшли, її' },
  { label: 'iso-8859-1', text: 'Schöne Grüße, señor' },
  { label: 'iso-8859-2', text: 'Příliš žluťoučký kůň' },
  { label: 'iso-8859-5', text: 'Вывод средств не пришёл' },
  { label: 'iso-8859-7', text: 'Τα χρήματα δεν ήρθαν' },
  { label: 'iso-8859-8-i', as: 'iso-8859-8', text: 'שלום, הכסף לא הגיע' },
  { label: 'iso-8859-9', text: 'İşlem gönderilmedi, ğü' },
  { label: 'iso-8859-15', text: 'Grüße, 100 €' },
  { label: 'macintosh', text: 'Schöne Grüße' },
  { label: 'tis-620', text: 'ยังไม่ได้รับเงิน' },
  { label: 'cp866', text: 'Вывод средств не пришёл' },
]

type Place = {
  name: string
  narrow?: true
  mail: (label: string, bytes: Buffer) => Buffer
  finds: (text: string) => object
}

const places: readonly Place[] = [
  {
    name: 'subject, B',
    mail: (label, bytes) => mail(`Subject: ${word(label, 'B', bytes)}`, 'Hi'),
    finds: (subject) => ({ subject }),
  },
  {
    name: 'name, Q',
    mail: (label, bytes) => mail(`From: ${word(label, 'Q', bytes)} <mei@outside.example>`, 'Hi'),
    finds: (name) => ({ name }),
  },
  {
    name: '8-bit body',
    narrow: true,
    mail: (label, bytes) =>
      mail(`Content-Type: text/plain; charset=${label}\nContent-Transfer-Encoding: 8bit`, bytes, '\n'),
    finds: (text) => ({ text }),
  },
  {
    name: 'base64 body',
    mail: (label, bytes) =>
      mail(`Content-Type: text/plain; charset="${label}"\nContent-Transfer-Encoding: base64`, base64(bytes)),
    finds: (text) => ({ text }),
  },
  {
    name: 'quoted-printable HTML',
    narrow: true,
    mail: (label, bytes) =>
      mail(
        `Content-Type: text/html; charset=${label}\nContent-Transfer-Encoding: quoted-printable`,
        `<p>${quotedPrintable(bytes)}</p>`,
      ),
    finds: (text) => ({ text, html: true }),
  },
  {
    name: 'file name, RFC 2231',
    narrow: true,
    mail: (label, bytes) =>
      multipartMail('', 'mixed', [
        part(
          `Content-Type: application/pdf\nContent-Disposition: attachment; filename*=${label}''${percent(bytes)}.pdf`,
          'x',
        ),
      ]),
    finds: (name) => ({ files: [`${name}.pdf`] }),
  },
  {
    name: 'file name in encoded words',
    mail: (label, bytes) =>
      multipartMail('', 'mixed', [
        part(`Content-Type: application/pdf; name="${word(label, 'B', bytes)}"\nContent-Disposition: attachment`, 'x'),
      ]),
    finds: (files) => ({ files: [files] }),
  },
]

export function charsetMails(): CorpusMail[] {
  return charsets.flatMap(({ label, as, text, wide }) =>
    places
      .filter(({ narrow }) => !(narrow && wide))
      .map((place) => ({
        name: `${label}: ${place.name}`,
        raw: () => place.mail(label, encode(as ?? label, text)),
        expected: place.finds(text),
      })),
  )
}
