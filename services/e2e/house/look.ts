import type { Page } from 'playwright-core'
import { findBarriers, picture } from './console.js'

/** Colours and sizes that every page is looked at in. */
const LOOKS = [
  ['light', 1280, 860],
  ['light', 390, 844],
  ['dark', 1280, 860],
  ['dark', 390, 844],
] as const

type Colours = 'light' | 'dark'

/** No serious barrier, nothing wider than the window, and a picture for people. */
export const look = async (page: Page, name: string): Promise<void> => {
  await settle(page)
  await page.waitForTimeout(250)
  await picture(page, name)
  await expectNoBarrier(page, name)
  await expectNoOverflow(page, name)
}

// Dialogs come in over a few frames, and colours change over some: half way, a text has half its contrast.
const settle = (page: Page) =>
  page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'))

/** What was changed has been drawn, and is at rest. */
const painted = async (page: Page): Promise<void> => {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  await settle(page)
}

const expectNoBarrier = async (page: Page, name: string, rules?: string[]): Promise<void> => {
  expect({ [name]: await findBarriers(page, rules) }).toEqual({ [name]: [] })
}

const expectNoOverflow = async (page: Page, name: string): Promise<void> => {
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
  // An open menu follows its button a moment after the window has changed.
  await page
    .waitForFunction(() => document.documentElement.scrollWidth === document.documentElement.clientWidth)
    .catch(() => undefined)
  expect({ [name]: await page.evaluate(overflow) }).toEqual({ [name]: 0 })
}

/** The same page in the colours that it came in and in the other ones, by all rules, for a tab with `reducedMotion`. */
export const lookInBothColours = async (page: Page, name: string, colours: readonly Colours[]): Promise<void> => {
  const [own = 'light'] = colours
  for (const colorScheme of colours) {
    await page.emulateMedia({ colorScheme })
    await painted(page)
    const full = `${name}-${colorScheme}`
    await picture(page, full)
    await expectNoBarrier(page, full)
    await expectNoOverflow(page, full)
  }
  await page.emulateMedia({ colorScheme: own })
}

/**
 * The same page in both colours and on a phone, without loading it anew, for a tab with `reducedMotion`. Barriers are looked for in a
 * wide window; the dark can differ by contrast alone, the phone by width.
 */
export const lookAllWays = async (page: Page, name: string): Promise<void> => {
  for (const [colorScheme, width, height] of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    await painted(page)
    const full = `${name}-${colorScheme}-${width}`
    await picture(page, full)
    if (width === 1280) await expectNoBarrier(page, full, colorScheme === 'dark' ? ['color-contrast'] : undefined)
    await expectNoOverflow(page, full)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 860 })
}

/** A drawer is wholly there: half open, what is behind it shows through. */
export const drawerIsOpen = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('.mantine-Drawer-overlay, .mantine-Drawer-content')].every(
      (part) => getComputedStyle(part).opacity === '1' && part.getAnimations().length === 0,
    ),
  )
