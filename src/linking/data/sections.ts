/** What publishers call their desks, in Arabic and in the addresses and feeds of their sites. */
export const SECTIONS = `
سياسة|السياسة|أخبار سياسية|سياسة دولية|politics|اقتصاد|الاقتصاد|مال وأعمال|مال|أعمال|أسواق|اقتصاد وأعمال|economy|business|aswaq|رياضة|الرياضة|رياضة عربية|رياضة عالمية|sport|sports
ثقافة|الثقافة|ثقافة وفن|ثقافة وفنون|فن|فنون|فن ومشاهير|فن ومنوعات|culture|art|arts|entertainment|صحة|الصحة|صحة وطب|طب وصحة|health|medicine|علوم|علوم وتكنولوجيا|تكنولوجيا|تقنية|التكنولوجيا|علم وتكنولوجيا|science|technology|tech
منوعات|متفرقات|منوعات وغرائب|لايف ستايل|lifestyle|varieties|misc|محليات|محلي|أخبار محلية|local|دولي|دولية|أخبار دولية|عالمي|العالم|عالم|أخبار العالم|عربية|عالمية|عرب وعالم|عربي ودولي|عربي|العالم العربي|شؤون عربية|international|world|middle_east|middle-east|الشرق الأوسط والعالم
حوادث|حوادث وقضايا|أمن|مجتمع|مرأة|المرأة|أسرة|سياحة|سياحة وسفر|سفر|travel|tourism|تعليم|education|دين|religion|رأي|الرأي|مقالات|مقالات الرأي|كتاب وآراء|opinion|تحليل|تحليلات|تقارير|تحقيقات|ملفات|حوارات|فيديو|صور|بودكاست|video|photos
أخبار|الأخبار|أخبار عاجلة|عاجل|آخر الأخبار|أهم الأخبار|الرئيسية|مختارات|أخبار اليوم|news|latest|breaking news|home|سيارات|cars|عقارات|طقس|الطقس|بيئة|environment|مناخ
`
/** Words in the place of a tag that say nothing of an article. */
export const NO_TAGS = `
غير مصنف|uncategorized|بدون تصنيف|تصنيف غير محدد|عام|general|other|أخرى|slider|featured|مميز|مثبت|home page|homepage|top news|التصنيفات|وسوم|كلمات مفتاحية|الكلمات الدلالية|مشاركة|طباعة|شارك
`
