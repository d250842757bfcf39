import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Native<Props> = Props &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & { ref?: Ref<HTMLAnchorElement> }

const ButtonAnchor = (props: Native<ButtonProps>) => <Button component="a" {...props} />
const TextAnchor = (props: Native<AnchorProps>) => <Anchor component="a" inherit {...props} />

/** A link to a page that looks like a button; its address is checked by the compiler. */
export const ButtonLink = createLink(ButtonAnchor)

/** A link to a page in a text. */
export const AnchorLink = createLink(TextAnchor)
