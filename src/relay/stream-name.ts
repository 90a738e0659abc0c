import { JetStreamApiCodes, JetStreamApiError, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream'
import { MESSAGE_FORMAT } from './change-message.ts'

/** A log that is restored or begun anew has another epoch, and with it another stream. */
export const streamName = (epoch: string): string => `SILA_${MESSAGE_FORMAT}_${epoch}`

/**
 * The subject of a stream says with which position it begins: its n-th message is n-1 further. So what is sent to a stream that has
 * been made anew meanwhile, with another beginning, reaches nobody.
 */
export const subjectFrom = (epoch: string, position: number): string => `sila.${MESSAGE_FORMAT}.${epoch}.${position}`

/** The position of a stream's first message ever. */
export function firstPosition({ config }: StreamInfo): number {
  return Number(config.subjects?.[0]?.split('.').at(-1))
}

/** What the server knows of the stream of an epoch; null where there is none. */
export async function infoOf(manager: JetStreamManager, epoch: string): Promise<StreamInfo | null> {
  try {
    return await manager.streams.info(streamName(epoch))
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return null
    throw error
  }
}
