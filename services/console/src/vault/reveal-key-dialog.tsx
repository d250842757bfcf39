import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { openKey, type StoredKey } from '@1relay/custody'
import { problemIn, unwrap } from '../api/index.js'
import { UnlockGate } from '../keyring/index.js'
import { CopyButton, ProblemNote } from '../ui/index.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

const SHOWN_SECONDS = 30

interface RevealKeyDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly item: StoredKey
  readonly title: string
}

/** A key in plain text, for half a minute. */
export const RevealKeyDialog = ({ opened, onClose, item, title }: RevealKeyDialogProps) => (
  <Modal opened={opened} onClose={onClose} title={title}>
    <UnlockGate purpose="read this key" bare>
      <Revealed item={item} onOver={onClose} />
    </UnlockGate>
  </Modal>
)

const Revealed = ({ item, onOver }: { item: StoredKey; onOver: () => void }) => {
  const owner = useOwner()
  const place = useRef<HTMLOutputElement>(null)
  const [secondsLeft, setSecondsLeft] = useState(SHOWN_SECONDS)
  const open = useMutation({
    // Straight into the page: a credential is never part of the page's state or of a cache.
    mutationFn: async (output: HTMLOutputElement) => {
      const { accountId, vaultKey } = await owner()
      const credential = unwrap(await openKey({ accountId, vaultKey: vaultKey(), item }))
      output.textContent = new TextDecoder().decode(credential)
      credential.fill(0)
    },
  })
  const { mutate, isSuccess } = open
  useEffect(() => {
    const output = place.current
    if (output === null) return
    mutate(output)
    return () => {
      output.textContent = ''
    }
  }, [mutate])
  useCountdown(isSuccess, setSecondsLeft, onOver)
  return (
    <>
      {open.isError ? <ProblemNote problem={problemIn(open.error)} /> : null}
      <div className={classes['revealed']} hidden={open.isError}>
        <output ref={place} aria-label="Key" />
      </div>
      <div className={classes['buttons']}>
        <p className={classes['quiet']}>Hidden again in {secondsLeft} seconds.</p>
        <CopyButton value={() => place.current?.textContent ?? ''} />
        <Button onClick={onOver}>Hide</Button>
      </div>
    </>
  )
}

/** Counts down while the key is shown, and ends it; also when the person turns to another tab or window. */
const useCountdown = (isRunning: boolean, tell: (seconds: number) => void, onOver: () => void): void => {
  const over = useRef(onOver)
  useEffect(() => {
    over.current = onOver
  }, [onOver])
  useEffect(() => {
    if (!isRunning) return
    const endsAt = Date.now() + SHOWN_SECONDS * 1000
    const timer = setInterval(() => {
      const left = Math.ceil((endsAt - Date.now()) / 1000)
      if (left <= 0) over.current()
      else tell(left)
    }, 250)
    const leave = () => {
      if (document.visibilityState === 'hidden') over.current()
    }
    document.addEventListener('visibilitychange', leave)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', leave)
    }
  }, [isRunning, tell])
}
