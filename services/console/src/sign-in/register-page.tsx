import { useSearch } from '@tanstack/react-router'
import { AnchorLink } from '../ui/index.js'
import { PasswordForm } from './password-form.js'
import { Sheet } from './sheet.js'
import classes from './sheet.module.css'

export const RegisterPage = () => {
  const { next } = useSearch({ from: '/public/register' })
  return (
    <Sheet
      title="Create your account"
      lead="The account is how you sign in. Your vault gets a password of its own, which never leaves your browser."
    >
      <PasswordForm how="register" next={next} />
      <p className={classes['switch']}>
        Have an account?{' '}
        <AnchorLink to="/sign-in" search={{ next }}>
          Sign in instead
        </AnchorLink>
      </p>
    </Sheet>
  )
}
