import { chineseStories } from './chinese.ts'
import { englishStories } from './english.ts'
import type { Story } from './story.ts'

/** Every conversation the demo begins with. */
export const stories: readonly Story[] = [...englishStories, ...chineseStories]
