import { PasswordInput, type PasswordInputProps } from '@mantine/core'

interface SecretFieldProps extends Omit<PasswordInputProps, 'value' | 'defaultValue' | 'onChange'> {
  readonly name: string
  readonly label: string
}

/** A field for a secret, hidden until asked for. Uncontrolled: its value is read once, at the end, and never enters React's state. */
export const SecretField = ({ label, ...props }: SecretFieldProps) => (
  <PasswordInput
    label={label}
    spellCheck={false}
    autoCapitalize="none"
    autoCorrect="off"
    visibilityToggleButtonProps={{ 'aria-label': `Show ${label}`, tabIndex: 0 }}
    {...props}
  />
)

/** The value of a field of a submitted form. */
export const valueOf = (form: HTMLFormElement, name: string): string => {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement ? field.value : ''
}

/** Empties the secrets of a form, once they were used or refused. */
export const clearSecrets = (form: HTMLFormElement, ...names: string[]): void => {
  for (const name of names) {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement) field.value = ''
  }
}
