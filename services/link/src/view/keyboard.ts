import { useEffect } from 'react'

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled]):not([tabindex="-1"]), select, summary'

/** Escape asks to leave. An open dialog keeps its own Escape. */
export const useEscape = (ask: () => void): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return
      event.preventDefault()
      ask()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [ask])
}

/** Keeps Tab inside a page that is a modal in somebody else's: behind it, nothing can be used anyway. */
export const useFocusTrap = (isOn: boolean): void => {
  useEffect(() => {
    if (!isOn) return undefined
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Tab') return
      const root = document.querySelector('dialog[open]') ?? document.body
      const reachable = [...root.querySelectorAll<HTMLElement>(REACHABLE)].filter((node) => node.checkVisibility())
      const [first, last] = [reachable[0], reachable.at(-1)]
      const isAtEdge = document.activeElement === (event.shiftKey ? first : last)
      const isAtHeading = event.shiftKey && !reachable.includes(document.activeElement as HTMLElement)
      if (!isAtEdge && !(isAtHeading && isBefore(document.activeElement, first))) return
      event.preventDefault()
      ;(event.shiftKey ? last : first)?.focus()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [isOn])
}

const isBefore = (node: Element | null, other: Element | undefined): boolean =>
  node !== null &&
  other !== undefined &&
  (node === document.body || Boolean(node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING))
