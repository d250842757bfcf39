/** Tells password managers apart what must stay apart: the vault's password is filed beside the account's, not over it. */
export const VaultUserName = ({ email }: { email: string | undefined }) => (
  <input
    className="for-readers"
    type="text"
    name="username"
    autoComplete="username"
    readOnly
    tabIndex={-1}
    aria-hidden="true"
    value={`${email ?? 'account'} (1Relay vault)`}
  />
)
