/** Calls once when nothing was heard for so long. */
export class SilenceWatch {
  #timer: ReturnType<typeof setTimeout>

  constructor(
    private readonly ms: number,
    private readonly onSilence: () => void,
  ) {
    this.#timer = setTimeout(onSilence, ms)
  }

  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.onSilence, this.ms)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
