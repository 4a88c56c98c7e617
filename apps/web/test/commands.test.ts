import { describe, expect, test } from 'vitest'
import { commands } from '../src/commands/commands.ts'
import { matchScore } from '../src/commands/match.ts'
import { pressOf } from '../src/commands/press.ts'
import { readCatalogue } from './support/catalogues.ts'

const plain = { key: '', code: '', metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, isComposing: false }

describe('the list of commands', () => {
  test('gives each command words in the palette and the sheet', async () => {
    const english = await readCatalogue('en.po')
    const wanted = commands.flatMap(({ id, group }) => [`command.${id}`, `commandGroup.${group}`])
    expect(wanted.filter((id) => !english.has(id))).toEqual([])
  })

  test('gives no key to two commands, and none that begins a sequence', () => {
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => keys.some((other) => other.startsWith(`${key} `)))).toEqual([])
  })

  test('keeps clear of keys that browsers and keyboard layouts own', () => {
    for (const { keys } of commands) {
      expect(keys ?? '').not.toMatch(/alt|mod\+shift\+[jicnt]$|mod\+[jhdtnw]$/)
    }
  })
})

describe('a key press', () => {
  test('is a letter whatever the layout, by its place on the keyboard where it has no Latin letters', () => {
    expect(pressOf({ ...plain, key: 'e', code: 'KeyE' }, false)).toBe('e')
    expect(pressOf({ ...plain, key: 'у', code: 'KeyE' }, false)).toBe('e')
    expect(pressOf({ ...plain, key: 'E', code: 'KeyE', shiftKey: true }, false)).toBe('shift+e')
    expect(pressOf({ ...plain, key: '?', code: 'Slash', shiftKey: true }, false)).toBe('?')
  })

  test('means ⌘ on a Mac and Ctrl elsewhere', () => {
    expect(pressOf({ ...plain, key: 'k', code: 'KeyK', metaKey: true }, true)).toBe('mod+k')
    expect(pressOf({ ...plain, key: 'k', code: 'KeyK', ctrlKey: true }, false)).toBe('mod+k')
    expect(pressOf({ ...plain, key: 'k', code: 'KeyK', ctrlKey: true }, true)).toBe(null)
  })

  test('is none while an input method composes or Alt types a letter', () => {
    expect(pressOf({ ...plain, key: 'Enter', code: 'Enter', isComposing: true }, false)).toBe(null)
    expect(pressOf({ ...plain, key: 'Process', code: 'KeyE' }, false)).toBe(null)
    expect(pressOf({ ...plain, key: '€', code: 'KeyE', altKey: true }, false)).toBe(null)
  })
})

test('a few letters find a command, the beginning of a word first', () => {
  expect(matchScore('sno', 'Snooze…')).toBeGreaterThan(matchScore('sno', 'Go to Snoozed'))
  expect(matchScore('gsn', 'Go to Snoozed')).toBeGreaterThan(0)
  expect(matchScore('xyz', 'Resolve')).toBe(0)
  expect(matchScore('搁置', '转到已搁置')).toBeGreaterThan(0)
})
