import { Anchor, Button } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** A link to a page that looks like a button; its address is checked by the compiler. */
export const ButtonLink = createLink(Button<'a'>)

/** A link to a page in a text. */
export const AnchorLink = createLink(Anchor<'a'>)
