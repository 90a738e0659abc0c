import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { MeasureOptions } from '../../eval/measure.ts'
import { openTestDatabase } from './database.ts'

/** A line of a file of articles. */
export interface ArticleRecord {
  id: string
  title: string | null
  body: string
  source: string
  url: string | null
  publishedAt: string | null
}

const record = (id: string, source: string, hour: number, title: string, ...body: string[]): ArticleRecord => ({
  id,
  title,
  body: body.join('\n'),
  source,
  url: `https://press.example/${id}`,
  publishedAt: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
})

const PORT = [
  'افتتحت وزارة النقل في مدينة سندان اليوم الرصيف الجديد لميناء الصيادين بعد أعمال توسعة استمرت ثلاث سنوات وكلفت سبعين مليون دينار.',
  'وقال مدير الميناء سليم الراوي إن الرصيف يستقبل ست سفن في وقت واحد وإن أول سفينة حاويات سترسو فيه صباح الأحد المقبل.',
  'ويأمل تجار الأسماك في سوق سندان أن تنخفض كلفة النقل بعد ربط الرصيف بالطريق الساحلي وبمحطة التبريد التي تعمل منذ العام الماضي.',
]

/** Two publishers: a port and a strike there, a copy, another word on the port, a match and a hospital. */
export const ARTICLES: readonly ArticleRecord[] = [
  record('port', 'الساحل', 8, 'افتتاح الرصيف الجديد في ميناء سندان', ...PORT),
  record('copy', 'الضفة', 9, 'افتتاح الرصيف الجديد في ميناء سندان', ...PORT),
  record(
    'match',
    'الساحل',
    10,
    'النسور يفوز على الفرسان في نهائي كأس الجمهورية',
    'فاز فريق النسور لكرة القدم على غريمه الفرسان بهدفين لهدف في نهائي كأس الجمهورية على ملعب الواحة أمام ثلاثين ألف متفرج.',
    'وسجل المهاجم طارق عواد هدف الفوز في الدقيقة الأخيرة من الوقت الإضافي بعد تمريرة من قائد الفريق نادر شكري.',
  ),
  record(
    'strike',
    'الساحل',
    14,
    'عمال ميناء سندان يضربون عن العمل يوما واحدا',
    'أضرب عمال الرصيف الجديد في ميناء سندان عن العمل يوما واحدا احتجاجا على تأخر الأجور بعد أيام من افتتاح الرصيف.',
    'اقرأ أيضا: افتتاح الرصيف الجديد في ميناء سندان',
    'وقال مدير الميناء سليم الراوي إن الوزارة ستدفع الأجور المتأخرة قبل وصول أول سفينة حاويات إلى الرصيف.',
  ),
  record(
    'hospital',
    'الضفة',
    16,
    'مستشفى الواحة يجري أول عملية زراعة كبد لطفلة',
    'أجرى أطباء مستشفى الواحة أول عملية زراعة كبد لطفلة في الخامسة من عمرها تبرعت لها أمها بجزء من كبدها.',
    'وقالت رئيسة قسم الجراحة هدى منصور إن العملية استغرقت عشر ساعات وإن الطفلة وأمها بصحة جيدة.',
  ),
]

/** Files of one test in a folder of their own. */
export class EvalFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'sila-eval-'))

  /** Writes records as JSON lines, packed where the name says so; gives the path. */
  write(name: string, records: readonly object[]): string {
    return this.writeText(name, records.map((one) => `${JSON.stringify(one)}\n`).join(''))
  }

  writeText(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
    return path
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

/** Measures on the run's server. */
export const onTestDatabase: MeasureOptions = { say() {}, openPlace: () => openTestDatabase() }
