import { useNetwork } from '@mantine/hooks'
import classes from './notice.module.css'

/** Says that the network is away, and that nothing is lost by waiting. */
export const OfflineNotice = () => {
  const { online } = useNetwork()
  return (
    <div role="status" className={classes['place']}>
      {online ? null : (
        <p className={classes['notice']}>You are offline. What you see may be old; it goes on when you are back.</p>
      )}
    </div>
  )
}
