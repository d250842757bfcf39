import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

// Only for what the library paints by number; what people see is the palette of @1relay/design.
const blue: MantineColorsTuple = [
  '#eef3ff',
  '#dbe6fe',
  '#bfd3fe',
  '#a9c5ff',
  '#8ab0ff',
  '#3b6fe8',
  '#1d4ed8',
  '#1e40af',
  '#1e3a8a',
  '#172554',
]

// The dark side of the palette, for skeletons, menus and the like, which the library paints by number too.
const dark: MantineColorsTuple = [
  '#e8ecf4',
  '#c3ccda',
  '#a4b0c4',
  '#6b788f',
  '#3c485c',
  '#2b3547',
  '#1a2230',
  '#131924',
  '#0e141f',
  '#0c111a',
]

const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

const colors: VariantColorsResolver = (input) => {
  const isRed = input.color === 'red'
  if (input.variant === 'filled' && (isRed || input.color === undefined || input.color === 'relay')) {
    const [background, hover] = isRed
      ? ['var(--problem)', 'color-mix(in srgb, var(--problem) 88%, var(--text))']
      : ['var(--accent)', 'var(--accent-hover)']
    return { background, hover, color: 'var(--on-accent)', border: '1px solid transparent' }
  }
  if (input.variant === 'light') {
    const tone = isRed ? 'problem' : input.color === 'yellow' ? 'warning' : input.color === 'green' ? 'good' : 'accent'
    const background = `var(--${tone}-ground)`
    return { background, hover: background, color: `var(--${tone})`, border: '1px solid transparent' }
  }
  if (input.variant === 'subtle') {
    const color = isRed ? 'var(--problem)' : input.color === 'gray' ? 'var(--quiet)' : 'var(--accent)'
    return { background: 'transparent', hover: 'var(--raised)', color, border: '1px solid transparent' }
  }
  return defaultVariantColorsResolver(input)
}

const FIELDS = [
  'TextInput',
  'PasswordInput',
  'Select',
  'NativeSelect',
  'Textarea',
  'NumberInput',
  'TagsInput',
  'MultiSelect',
]

export const theme = createTheme({
  primaryColor: 'relay',
  primaryShade: { light: 6, dark: 4 },
  colors: { relay: blue, dark },
  fontFamily: font,
  headings: { fontFamily: font, fontWeight: '650' },
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 10,
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: colors,
  // By name and not by `extend`: the first page would load every component that is named here.
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ...Object.fromEntries(FIELDS.map((field) => [field, { defaultProps: { size: 'md' } }])),
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { fontSize: '0.875rem' } } },
    Anchor: { defaultProps: { underline: 'always' } },
    // Its stand-in for the focus is a child that no menu may have; the focus goes to the first item instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close message' } } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 16,
        padding: 'lg',
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close dialog' },
      },
      styles: { title: { fontSize: '1.125rem', fontWeight: 650, lineHeight: 1.35 } },
    },
  },
})

const shared = {
  '--mantine-color-body': 'var(--sheet)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--quiet)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--problem)',
  '--mantine-color-placeholder': 'var(--quiet)',
  '--mantine-color-default': 'var(--sheet)',
  '--mantine-color-default-hover': 'var(--raised)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'color-mix(in srgb, var(--field-line) 50%, var(--line))',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-relay-filled': 'var(--accent)',
  '--mantine-color-relay-filled-hover': 'var(--accent-hover)',
  '--mantine-color-disabled': 'var(--raised)',
  '--mantine-color-disabled-color': 'var(--quiet)',
  '--mantine-color-disabled-border': 'var(--line)',
}

/** The library's names for the colours of @1relay/design, which know light and dark themselves. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared })
