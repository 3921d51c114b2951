import { tellingWordsOf } from './words.js';

// What clinicians and patients say, in the words of the code set's titles. Several meanings are divided by |, the likelier first.
const phraseTable = `
mi = myocardial infarction | mitral insufficiency
ami = acute myocardial infarction
stemi = st elevation myocardial infarction
nstemi = non st elevation myocardial infarction
heart attack = myocardial infarction
chf = heart failure
hf = heart failure
hfref = systolic heart failure
hfpef = diastolic heart failure
congestive heart failure = heart failure
copd = chronic obstructive pulmonary disease
emphysema = emphysema
htn = hypertension
high blood pressure = hypertension
dm = diabetes mellitus
dm1 = type 1 diabetes mellitus
t1dm = type 1 diabetes mellitus
dm2 = type 2 diabetes mellitus
t2dm = type 2 diabetes mellitus
niddm = type 2 diabetes mellitus
iddm = type 1 diabetes mellitus
gdm = gestational diabetes mellitus
sugar diabetes = diabetes mellitus
tia = transient cerebral ischemic attack
mini stroke = transient cerebral ischemic attack
cva = cerebral infarction
stroke = cerebral infarction | stroke
dvt = deep vein thrombosis | embolism thrombosis deep veins
deep vein thrombosis = embolism thrombosis deep veins
blood clot = embolism thrombosis
pe = pulmonary embolism
uti = urinary tract infection
bladder infection = cystitis
oa = osteoarthritis
ra = rheumatoid arthritis
djd = osteoarthritis
wear and tear = osteoarthritis
ddd = disc degeneration
gerd = gastro esophageal reflux disease
reflux = reflux
acid reflux = gastro esophageal reflux
heartburn = heartburn
af = atrial fibrillation
afib = atrial fibrillation
a fib = atrial fibrillation
aflutter = atrial flutter
svt = supraventricular tachycardia
vt = ventricular tachycardia
pvc = ventricular premature depolarization
lbbb = left bundle branch block
rbbb = right bundle branch block
ckd = chronic kidney disease
esrd = end stage renal disease
aki = acute kidney failure
arf = acute kidney failure
kidney failure = kidney failure | renal failure
cad = atherosclerotic heart disease coronary artery
coronary artery disease = atherosclerotic heart disease coronary artery
coronary disease = atherosclerotic heart disease coronary artery
ihd = ischemic heart disease
pad = peripheral vascular disease
pvd = peripheral vascular disease
aaa = abdominal aortic aneurysm
taa = thoracic aortic aneurysm
asd = atrial septal defect
vsd = ventricular septal defect
pfo = atrial septal defect
pda = patent ductus arteriosus
mvp = mitral prolapse
sob = shortness breath
doe = dyspnea | shortness breath
lbp = low back pain
lower back pain = low back pain
backache = back pain
acl = anterior cruciate ligament
pcl = posterior cruciate ligament
mcl = medial collateral ligament
lcl = lateral collateral ligament
rotator cuff = rotator cuff
rct = rotator cuff tear
tbi = intracranial injury | traumatic brain injury
traumatic brain injury = intracranial injury | traumatic brain injury
sdh = subdural hemorrhage
sah = subarachnoid hemorrhage
ich = intracerebral hemorrhage
brain bleed = intracranial hemorrhage | intracerebral hemorrhage
bph = benign prostatic hyperplasia
enlarged prostate = benign prostatic hyperplasia | enlarged prostate
osa = obstructive sleep apnea
ptsd = post traumatic stress disorder
adhd = attention deficit hyperactivity disorder
add = attention deficit hyperactivity disorder
ocd = obsessive compulsive disorder
gad = generalized anxiety disorder
mdd = major depressive disorder
depression = depression | depressive
autism = autistic
ms = multiple sclerosis | mitral stenosis
als = amyotrophic lateral sclerosis
mg = myasthenia gravis
cp = cerebral palsy | chest pain
cts = carpal tunnel syndrome
nph = normal pressure hydrocephalus
ha = headache
fx = fracture
frx = fracture
broken = fracture
ca = malignant neoplasm | carcinoma
cancer = malignant neoplasm | carcinoma | malignant
carcinoma = carcinoma | malignant neoplasm
mets = secondary malignant neoplasm
metastasis = secondary malignant neoplasm
metastases = secondary malignant neoplasm
metastatic = secondary malignant neoplasm
hcc = liver cell carcinoma
rcc = malignant neoplasm kidney
nhl = non hodgkin lymphoma
aml = acute myeloblastic leukemia
cll = chronic lymphocytic leukemia b cell
cml = chronic myeloid leukemia
mds = myelodysplastic syndrome
mgus = monoclonal gammopathy
dcis = intraductal carcinoma situ breast
net = neuroendocrine | carcinoid tumor
brain tumor = neoplasm brain
tumor = neoplasm | tumor
mass = mass | lump | swelling
lump = lump | mass
growth = neoplasm | growth
nodule = nodule
lung nodule = solitary pulmonary nodule | nonspecific abnormal finding lung field
pulmonary nodule = solitary pulmonary nodule | pulmonary nodule
spn = solitary pulmonary nodule
lungs = lung | pulmonary
lung = lung | pulmonary
renal = renal | kidney
kidney = kidney | renal
hepatic = hepatic | liver
liver = liver | hepatic
cardiac = cardiac | heart
belly = abdominal
stomach ache = abdominal pain
stomach pain = abdominal pain | epigastric pain
stomach flu = gastroenteritis
tummy = abdominal
kidney stone = calculus kidney
kidney stones = calculus kidney
renal calculi = calculus kidney
nephrolithiasis = calculus kidney
ureteral stone = calculus ureter
gallstone = calculus gallbladder
gallstones = calculus gallbladder
gall stones = calculus gallbladder
cholelithiasis = calculus gallbladder
bladder stone = calculus bladder
stone = calculus
stones = calculus
slipped disc = intervertebral disc displacement
herniated disc = intervertebral disc displacement
hnp = intervertebral disc displacement
disc herniation = intervertebral disc displacement
bulging disc = intervertebral disc displacement
pinched nerve = radiculopathy
sciatica = sciatica
spinal stenosis = spinal stenosis
wrist fracture = fracture carpal wrist
broken wrist = fracture carpal wrist
broken hip = fracture neck femur | fracture hip
hip fracture = fracture neck femur | fracture hip
broken arm = fracture humerus | fracture forearm
broken leg = fracture tibia | fracture lower leg
broken ankle = fracture lower leg ankle | fracture ankle
ankle fracture = fracture lower leg ankle | fracture ankle
broken collarbone = fracture clavicle
collarbone = clavicle
collar bone = clavicle
shoulder blade = scapula
broken rib = fracture rib
broken nose = fracture nasal
kneecap = patella
shin = tibia
thigh bone = femur
torn = tear | rupture | sprain
tear = tear | rupture
torn meniscus = tear meniscus
acl tear = sprain anterior cruciate ligament
torn acl = sprain anterior cruciate ligament
torn rotator cuff = rotator cuff tear
frozen shoulder = adhesive capsulitis shoulder
tennis elbow = lateral epicondylitis
golfer elbow = medial epicondylitis
trigger finger = trigger finger
bunion = hallux valgus
whiplash = sprain ligaments cervical spine
concussion = concussion
plantar fasciitis = plantar fascial fibromatosis
heel pain = plantar fascial fibromatosis | pain foot
neck pain = cervicalgia | neck pain
joint pain = pain joint
knee arthritis = osteoarthritis knee
hip arthritis = osteoarthritis hip
arthritis = arthritis | osteoarthritis
avn = aseptic necrosis | osteonecrosis
avascular necrosis = aseptic necrosis | osteonecrosis
osteopenia = bone density
brittle bones = osteoporosis
scoliosis = scoliosis
fits = convulsions | epilepsy
seizure = convulsions | epilepsy | seizure
seizures = convulsions | epilepsy | seizures
passing out = syncope
fainting = syncope
dizzy = dizziness
memory loss = amnesia | memory
pins and needles = paresthesia
tingling = paresthesia
numbness = anesthesia skin | paresthesia
ringing in ears = tinnitus
ringing ears = tinnitus
deaf = hearing loss
vertigo = vertigo
bppv = benign paroxysmal vertigo
amd = macular degeneration
rd = retinal detachment
pink eye = conjunctivitis
blurred vision = visual disturbance
om = otitis media
ear infection = otitis media
uri = upper respiratory infection
cold = nasopharyngitis
flu = influenza
sore throat = pharyngitis
runny nose = rhinitis
hay fever = allergic rhinitis
trouble swallowing = dysphagia
difficulty swallowing = dysphagia
hiatal hernia = diaphragmatic hernia
coughing blood = hemoptysis
coughing up blood = hemoptysis
blood in urine = hematuria
blood urine = hematuria
blood in stool = melena | hemorrhage anus rectum
rectal bleeding = hemorrhage anus rectum
gi bleed = gastrointestinal hemorrhage
gib = gastrointestinal hemorrhage
ibs = irritable bowel syndrome
ibd = crohn disease | ulcerative colitis
uc = ulcerative colitis
crohn = crohn
sbo = intestinal obstruction
bowel obstruction = intestinal obstruction
nash = nonalcoholic steatohepatitis
nafld = fatty liver
fatty liver = fatty liver
pud = peptic ulcer
piles = hemorrhoids
throwing up = vomiting
loose stools = diarrhea
hep b = hepatitis b
hep c = hepatitis c
hcv = viral hepatitis c
hbv = viral hepatitis b
hiv = human immunodeficiency virus
tb = tuberculosis
covid = covid 19
shingles = zoster
chickenpox = varicella
lyme = lyme
sle = systemic lupus erythematosus
lupus = lupus erythematosus
pmr = polymyalgia rheumatica
gca = giant cell arteritis
pcos = polycystic ovarian syndrome
pid = pelvic inflammatory disease
fibroids = leiomyoma uterus
fibroid = leiomyoma uterus
menopause = menopausal
heavy periods = excessive frequent menstruation
painful periods = dysmenorrhea
miscarriage = spontaneous abortion
infertility = infertility
ed = erectile dysfunction
undescended testicle = undescended testicle
hld = hyperlipidemia
high cholesterol = hypercholesterolemia | hyperlipidemia
hypothyroid = hypothyroidism
underactive thyroid = hypothyroidism
overactive thyroid = thyrotoxicosis
hyperthyroidism = thyrotoxicosis
hyperthyroid = thyrotoxicosis
thyroid nodule = thyroid nodule
goiter = goiter
low sodium = hyponatremia
low potassium = hypokalemia
high potassium = hyperkalemia
low iron = iron deficiency
overweight = overweight
weight loss = weight loss
fuo = fever
fever = fever
tired = fatigue
swelling = swelling | edema
swollen glands = enlarged lymph nodes
lymphadenopathy = enlarged lymph nodes
bruise = contusion
sprained = sprain
dislocated = dislocation
bleeding = hemorrhage | bleeding
bedsore = pressure ulcer
boil = furuncle | abscess
jaundice = jaundice
ild = interstitial pulmonary disease
ipf = idiopathic pulmonary fibrosis
collapsed lung = pneumothorax
fluid on the lung = pleural effusion
fluid lung = pleural effusion
water on the brain = hydrocephalus
cap = pneumonia
thr = artificial hip joint
tkr = artificial knee joint
hip replacement = artificial hip joint
knee replacement = artificial knee joint
pacemaker = pacemaker
smoker = nicotine dependence
smoking = nicotine dependence
alcoholism = alcohol dependence
snoring = snoring
bedwetting = enuresis
rt = right
lt = left
r = right
l = left
bil = bilateral
bilat = bilateral
unsp = unspecified
hx = history
h o = history
abd = abdominal | quadrant
rlq = right lower quadrant
ruq = right upper quadrant
llq = left lower quadrant
luq = left upper quadrant
abdominal = abdominal | quadrant
abdomen = abdominal | abdomen
pancreatic = pancreas | pancreatic
ovarian = ovary | ovarian
gastric = stomach | gastric
uterine = uterus | uterine
esophageal = esophagus | esophageal
rectal = rectum | rectal
testicular = testis | testicular
femoral = femur | femoral
endometrial = endometrium | endometrial
laryngeal = larynx | laryngeal
cervical cancer = malignant neoplasm cervix
uterine cancer = malignant neoplasm corpus uteri
skin cancer = malignant neoplasm skin
`;

// What is meant when nothing more is said, as an alphabetical index would lead there: the words in the code set's way or as they are said.
const indexTable = `
I10: hypertension | essential hypertension
I21.9: myocardial infarction | acute myocardial infarction
I21.4: non st elevation myocardial infarction
I21.3: st elevation myocardial infarction
I50.9: heart failure
I50.20: systolic heart failure
I50.30: diastolic heart failure
I48.91: atrial fibrillation
I48.92: atrial flutter
I25.10: atherosclerotic heart disease coronary artery | ischemic heart disease
I26.99: pulmonary embolism
I63.9: cerebral infarction
G45.9: transient cerebral ischemic attack
I82.409: embolism thrombosis deep veins
I73.9: peripheral vascular disease
I35.0: aortic stenosis
I20.9: angina
I71.9: aortic aneurysm
J44.9: chronic obstructive pulmonary disease
J43.9: emphysema
J45.909: asthma
J18.9: pneumonia
J90: pleural effusion
J84.9: interstitial pulmonary disease
J93.9: pneumothorax
J06.9: upper respiratory infection
E11.9: diabetes mellitus | diabetes | type 2 diabetes mellitus | type 2 diabetes
E10.9: type 1 diabetes mellitus | type 1 diabetes
E78.5: hyperlipidemia
E78.00: hypercholesterolemia
E03.9: hypothyroidism
E05.90: thyrotoxicosis
E04.1: thyroid nodule
E66.9: obesity
N39.0: urinary tract infection
N20.0: calculus kidney
N20.1: calculus ureter
N18.9: chronic kidney disease
N18.6: end stage renal disease
N17.9: acute kidney failure
N40.0: benign prostatic hyperplasia
N30.90: cystitis
R31.9: hematuria
K21.9: gastro esophageal reflux disease | gastro esophageal reflux | reflux
K80.20: calculus gallbladder
K37: appendicitis
K57.90: diverticulosis
K57.92: diverticulitis
K58.9: irritable bowel syndrome
K74.60: cirrhosis
K92.2: gastrointestinal hemorrhage
K62.5: hemorrhage anus rectum
K64.9: hemorrhoids
K40.90: inguinal hernia | hernia
K44.9: diaphragmatic hernia
K50.90: crohn disease | crohn
K51.90: ulcerative colitis
K56.609: intestinal obstruction
K85.90: pancreatitis | acute pancreatitis
K27.9: peptic ulcer
K76.0: fatty liver
A41.9: sepsis
M54.50: low back pain
M54.5: low back pain
M54.9: back pain
M54.2: neck pain | cervicalgia
M54.16: lumbar radiculopathy
M54.12: cervical radiculopathy
M54.30: sciatica
M51.26: intervertebral disc displacement | lumbar intervertebral disc displacement | intervertebral disc displacement lumbar
M48.061: lumbar spinal stenosis
M25.50: pain joint
M25.569: knee pain
M25.561: right knee pain
M25.562: left knee pain
M25.559: hip pain
M25.519: shoulder pain
M25.511: right shoulder pain
M25.512: left shoulder pain
M17.9: osteoarthritis knee
M16.9: osteoarthritis hip
M19.90: osteoarthritis | arthritis
M06.9: rheumatoid arthritis
M81.0: osteoporosis
M10.9: gout
M79.7: fibromyalgia
M75.100: rotator cuff tear
M72.2: plantar fascial fibromatosis
M32.9: systemic lupus erythematosus | lupus erythematosus
M87.9: aseptic necrosis
S83.519A: sprain anterior cruciate ligament | anterior cruciate ligament
S83.209A: tear meniscus | meniscus tear
S62.109A: fracture carpal wrist
S72.009A: fracture neck femur
S42.009A: fracture clavicle
S22.39XA: fracture rib
S02.2XXA: fracture nasal
S06.0X0A: concussion
S06.9X0A: intracranial injury
S09.90XA: head injury
S13.4XXA: sprain ligaments cervical spine
G20.A1: parkinson disease | parkinson
G20: parkinson disease | parkinson
G30.9: alzheimer disease | alzheimer
G35.D: multiple sclerosis
G35: multiple sclerosis
G40.909: epilepsy
R56.9: convulsions
G43.909: migraine
R51.9: headache
G47.33: obstructive sleep apnea | sleep apnea
G56.00: carpal tunnel syndrome
G62.9: neuropathy | polyneuropathy | peripheral neuropathy
F03.90: dementia
F32.A: depression
F32.9: depression | major depressive disorder | depressive
F41.9: anxiety
F41.1: generalized anxiety disorder
F43.10: post traumatic stress disorder
F90.9: attention deficit hyperactivity disorder
F84.0: autistic
F20.9: schizophrenia
F31.9: bipolar disorder | bipolar
F10.20: alcohol dependence
F17.210: nicotine dependence
C50.919: malignant neoplasm breast | breast carcinoma
C34.90: malignant neoplasm lung | lung carcinoma
C61: malignant neoplasm prostate | prostate carcinoma
C18.9: malignant neoplasm colon | colon carcinoma
C25.9: malignant neoplasm pancreas
C64.9: malignant neoplasm kidney
C67.9: malignant neoplasm bladder
C71.9: malignant neoplasm brain
C73: malignant neoplasm thyroid
C22.0: liver cell carcinoma
C43.9: melanoma
C79.51: secondary malignant neoplasm bone
C79.31: secondary malignant neoplasm brain
C78.7: secondary malignant neoplasm liver
C78.00: secondary malignant neoplasm lung
C79.9: secondary malignant neoplasm
C80.1: malignant neoplasm
C85.90: lymphoma | non hodgkin lymphoma
C90.00: multiple myeloma | myeloma
D49.6: neoplasm brain
D64.9: anemia
D50.9: iron deficiency anemia | iron deficiency
D25.9: leiomyoma uterus
D86.9: sarcoidosis
R91.1: solitary pulmonary nodule
R07.9: chest pain
R10.9: abdominal pain
R10.2: pelvic pain
R10.20: pelvic pain
R06.02: shortness breath
R06.00: dyspnea
R05: cough
R05.9: cough
R50.9: fever
R55: syncope
R42: dizziness | vertigo
R53.83: fatigue
R63.4: weight loss
R13.10: dysphagia
R60.9: edema
R20.2: paresthesia
R17: jaundice
R59.9: enlarged lymph nodes
R11.10: vomiting
R19.7: diarrhea
R04.2: hemoptysis
H26.9: cataract
H40.9: glaucoma
H35.30: macular degeneration
H66.90: otitis media
H81.10: benign paroxysmal vertigo
H91.90: hearing loss
H10.9: conjunctivitis
B02.9: zoster
B20: human immunodeficiency virus disease | human immunodeficiency virus
B19.20: viral hepatitis c | hepatitis c
U07.1: covid 19
L03.90: cellulitis
L40.9: psoriasis
O80: delivery
R16.0: liver mass | hepatic mass
K76.9: liver lesion | hepatic lesion | liver disease
N28.89: kidney mass | renal mass
N28.1: kidney cyst | renal cyst
R91.8: lung mass | pulmonary mass | lung lesion
R91.1: lung nodule | pulmonary nodule
N63.0: breast mass | breast lump
R22.1: neck mass | neck lump
R19.00: abdominal mass | pelvic mass
R90.0: brain mass | brain lesion
K86.2: pancreas cyst
E27.8: adrenal mass | adrenal nodule
M89.9: bone lesion
L98.9: skin lesion
I67.1: brain aneurysm | cerebral aneurysm
C44.91: malignant neoplasm skin | basal cell carcinoma
C53.9: malignant neoplasm cervix
C54.1: malignant neoplasm endometrium
C56.9: malignant neoplasm ovary
C62.90: malignant neoplasm testis
C16.9: malignant neoplasm stomach
C15.9: malignant neoplasm esophagus
C20: malignant neoplasm rectum
N83.209: ovary cyst | ovarian cyst
R10.31: right lower quadrant pain
`;

/** Said in several ways inside of phrases. */
const sameInPhrases: Readonly<Record<string, string>> = { fx: 'fracture', frx: 'fracture', broken: 'fracture', ca: 'cancer', torn: 'tear' };

/** The meanings of what is said, each as the words that a title has then. The words of a key are in the order of `phraseKeyOf`. */
export const phrases: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  linesOf(phraseTable).map((line) => {
    const [said = '', meanings = ''] = line.split(' = ');
    return [phraseKeyOf(tellingWordsOf(said)), meanings.split(' | ').map((meaning) => meaning.split(' '))];
  }),
);

/** What is said, as it is said, for what is still being typed. */
export const spokenPhrases: readonly string[] = linesOf(phraseTable).map((line) => tellingWordsOf(line.split(' = ')[0] ?? '').join(' '));

/** Puts the words of a phrase into the one order in which `phrases` has them: a broken hip is a hip fracture. */
export function phraseKeyOf(words: readonly string[]): string {
  return words.length === 1
    ? (words[0] as string)
    : words
        .map((word) => sameInPhrases[word] ?? word)
        .sort()
        .join(' ');
}

/** How many words the longest of the phrases has. */
export const longestPhrase = Math.max(...spokenPhrases.map((phrase) => phrase.split(' ').length));

/** The codes, with their dots, that words alone stand for; words in the order of the alphabet. */
export const indexedCodes: ReadonlyMap<string, readonly string[]> = readIndex();

/** Puts words into the order in which `indexedCodes` has them. */
export function indexKeyOf(words: readonly string[]): string {
  return [...new Set(words)].sort().join(' ');
}

function readIndex(): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const line of linesOf(indexTable)) {
    const [code = '', terms = ''] = line.split(': ');
    for (const term of terms.split(' | ')) {
      const key = indexKeyOf(term.split(' '));
      index.set(key, [...(index.get(key) ?? []), code]);
    }
  }
  return index;
}

function linesOf(table: string): string[] {
  return table.trim().split('\n');
}
