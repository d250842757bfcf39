import { useIsPasswordShared } from '../keyring/index.js'
import { AnchorLink } from '../ui/index.js'
import classes from './notice.module.css'

/** Says that the server has seen the master password, because it is the account password too, and what helps. */
export const SharedPasswordNotice = () => {
  const isShared = useIsPasswordShared()
  return (
    <div role="alert" className={classes['place']}>
      {isShared ? (
        <p className={classes['notice']}>
          Your account password opens your vault: 1Relay sees it whenever you sign in.{' '}
          <AnchorLink to="/vault/access">Change your master password</AnchorLink>.
        </p>
      ) : null}
    </div>
  )
}
