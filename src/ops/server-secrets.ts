import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { keptSecret, readSecret } from './kept-secret.ts'

/** The admin key: the configured one, else the one that the first start made and wrote to the data folder. */
export async function adminKeyOf(
  { adminKey, dataDir }: Pick<Config, 'adminKey' | 'dataDir'>,
  onMade: (key: string, file: string) => void,
): Promise<string> {
  if (adminKey !== null) return adminKey
  const file = join(dataDir, 'admin-key')
  const { secret, isNew } = await keptSecret(file, () => `sila_admin_${randomBytes(24).toString('base64url')}`)
  if (isNew) onMade(secret, file)
  return secret
}

/** What signing secrets are derived from: the configured secret, else one that its first use makes in the data folder. */
export async function secretOf({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): Promise<string> {
  return secret ?? (await keptSecret(join(dataDir, 'secret'), () => randomBytes(32).toString('hex'))).secret
}

/** The same where there is one already; null where nothing was derived from it yet. */
export async function knownSecretOf({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): Promise<string | null> {
  return secret ?? (await readSecret(join(dataDir, 'secret')))
}
