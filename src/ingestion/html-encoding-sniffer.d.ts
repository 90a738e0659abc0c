declare module 'html-encoding-sniffer' {
  /** The encoding of an HTML document by its BOM, then the transport's label, then its meta tags (WHATWG HTML, 13.2.3.2). */
  export default function sniff(
    bytes: Uint8Array,
    options?: { xml?: boolean; transportLayerEncodingLabel?: string; defaultEncoding?: string },
  ): string
}
