/** One code a line, as in the code set; a line that begins with a hyphen is a header. */
export const codesFromLToQ = `
-L02 Cutaneous abscess, furuncle and carbuncle
-L02.9 Cutaneous abscess, furuncle and carbuncle, unspecified
L02.91 Cutaneous abscess, unspecified
-L03 Cellulitis and acute lymphangitis
-L03.1 Cellulitis and acute lymphangitis of other parts of limb
-L03.11 Cellulitis of other parts of limb
L03.115 Cellulitis of right lower limb
L03.116 Cellulitis of left lower limb
-L03.9 Cellulitis and acute lymphangitis, unspecified
L03.90 Cellulitis, unspecified
-L20 Atopic dermatitis
L20.9 Atopic dermatitis, unspecified
-L30 Other and unspecified dermatitis
L30.9 Dermatitis, unspecified
-L40 Psoriasis
L40.0 Psoriasis vulgaris
-L40.5 Arthropathic psoriasis
L40.50 Arthropathic psoriasis, unspecified
L40.9 Psoriasis, unspecified
-L57 Skin changes due to chronic exposure to nonionizing radiation
L57.0 Actinic keratosis
-L60 Nail disorders
L60.0 Ingrowing nail
-L70 Acne
L70.0 Acne vulgaris
-L72 Follicular cysts of skin and subcutaneous tissue
L72.0 Epidermal cyst
-L82 Seborrheic keratosis
L82.1 Other seborrheic keratosis
-L89 Pressure ulcer
-L89.9 Pressure ulcer of unspecified site
L89.90 Pressure ulcer of unspecified site, unspecified stage
-L97 Non-pressure chronic ulcer of lower limb, not elsewhere classified
-L97.5 Non-pressure chronic ulcer of other part of foot
-L97.50 Non-pressure chronic ulcer of other part of unspecified foot
L97.509 Non-pressure chronic ulcer of other part of unspecified foot with unspecified severity
-L98 Other disorders of skin and subcutaneous tissue, not elsewhere classified
L98.9 Disorder of the skin and subcutaneous tissue, unspecified
-M05 Rheumatoid arthritis with rheumatoid factor
M05.9 Rheumatoid arthritis with rheumatoid factor, unspecified
-M06 Other rheumatoid arthritis
M06.9 Rheumatoid arthritis, unspecified
-M10 Gout
M10.9 Gout, unspecified
-M16 Osteoarthritis of hip
M16.0 Bilateral primary osteoarthritis of hip
-M16.1 Unilateral primary osteoarthritis of hip
M16.10 Unilateral primary osteoarthritis, unspecified hip
M16.11 Unilateral primary osteoarthritis, right hip
M16.12 Unilateral primary osteoarthritis, left hip
M16.9 Osteoarthritis of hip, unspecified
-M17 Osteoarthritis of knee
M17.0 Bilateral primary osteoarthritis of knee
-M17.1 Unilateral primary osteoarthritis of knee
M17.10 Unilateral primary osteoarthritis, unspecified knee
M17.11 Unilateral primary osteoarthritis, right knee
M17.12 Unilateral primary osteoarthritis, left knee
M17.9 Osteoarthritis of knee, unspecified
-M19 Other and unspecified osteoarthritis
-M19.0 Primary osteoarthritis of other joints
-M19.01 Primary osteoarthritis, shoulder
M19.011 Primary osteoarthritis, right shoulder
M19.012 Primary osteoarthritis, left shoulder
-M19.9 Osteoarthritis, unspecified site
M19.90 Unspecified osteoarthritis, unspecified site
-M20 Acquired deformities of fingers and toes
-M20.1 Hallux valgus (acquired)
M20.10 Hallux valgus (acquired), unspecified foot
-M21 Other acquired deformities of limbs
-M21.4 Flat foot [pes planus] (acquired)
M21.40 Flat foot [pes planus] (acquired), unspecified foot
-M22 Disorder of patella
-M22.4 Chondromalacia patellae
M22.40 Chondromalacia patellae, unspecified knee
-M23 Internal derangement of knee
-M23.9 Unspecified internal derangement of knee
M23.90 Unspecified internal derangement of unspecified knee
-M24 Other specific joint derangements
M24.9 Joint derangement, unspecified
-M25 Other joint disorder, not elsewhere classified
-M25.3 Other instability of joint
-M25.36 Other instability, knee
M25.361 Other instability, right knee
-M25.4 Effusion of joint
-M25.46 Effusion, knee
M25.461 Effusion, right knee
M25.462 Effusion, left knee
-M25.5 Pain in joint
M25.50 Pain in unspecified joint
-M25.51 Pain in shoulder
M25.511 Pain in right shoulder
M25.512 Pain in left shoulder
M25.519 Pain in unspecified shoulder
-M25.53 Pain in wrist
M25.531 Pain in right wrist
M25.532 Pain in left wrist
-M25.55 Pain in hip
M25.551 Pain in right hip
M25.552 Pain in left hip
M25.559 Pain in unspecified hip
-M25.56 Pain in knee
M25.561 Pain in right knee
M25.562 Pain in left knee
M25.569 Pain in unspecified knee
-M25.57 Pain in ankle and joints of foot
M25.571 Pain in right ankle and joints of right foot
M25.572 Pain in left ankle and joints of left foot
M25.579 Pain in unspecified ankle and joints of unspecified foot
-M31 Other necrotizing vasculopathies
M31.6 Other giant cell arteritis
-M32 Systemic lupus erythematosus (SLE)
M32.9 Systemic lupus erythematosus, unspecified
-M34 Systemic sclerosis [scleroderma]
M34.9 Systemic sclerosis, unspecified
-M35 Other systemic involvement of connective tissue
-M35.0 Sjogren syndrome
M35.00 Sjogren syndrome, unspecified
M35.3 Polymyalgia rheumatica
-M41 Scoliosis
M41.9 Scoliosis, unspecified
-M43 Other deforming dorsopathies
-M43.1 Spondylolisthesis
M43.10 Spondylolisthesis, site unspecified
M43.16 Spondylolisthesis, lumbar region
-M45 Ankylosing spondylitis
M45.9 Ankylosing spondylitis of unspecified sites in spine
-M46 Other inflammatory spondylopathies
M46.1 Sacroiliitis, not elsewhere classified
-M47 Spondylosis
-M47.8 Other spondylosis
-M47.81 Spondylosis without myelopathy or radiculopathy
M47.812 Spondylosis without myelopathy or radiculopathy, cervical region
M47.816 Spondylosis without myelopathy or radiculopathy, lumbar region
M47.817 Spondylosis without myelopathy or radiculopathy, lumbosacral region
-M48 Other spondylopathies
-M48.0 Spinal stenosis
M48.02 Spinal stenosis, cervical region
-M48.06 Spinal stenosis, lumbar region
M48.061 Spinal stenosis, lumbar region without neurogenic claudication
M48.062 Spinal stenosis, lumbar region with neurogenic claudication
-M50 Cervical disc disorders
-M50.2 Other cervical disc displacement
M50.20 Other cervical disc displacement, unspecified cervical region
-M50.3 Other cervical disc degeneration
M50.30 Other cervical disc degeneration, unspecified cervical region
-M51 Thoracic, thoracolumbar, and lumbosacral intervertebral disc disorders
-M51.2 Other thoracic, thoracolumbar and lumbosacral intervertebral disc displacement
M51.26 Other intervertebral disc displacement, lumbar region
M51.27 Other intervertebral disc displacement, lumbosacral region
-M51.3 Other thoracic, thoracolumbar and lumbosacral intervertebral disc degeneration
-M51.36 Other intervertebral disc degeneration, lumbar region
M51.360 Other intervertebral disc degeneration, lumbar region with discogenic back pain only
M51.362 Other intervertebral disc degeneration, lumbar region with discogenic back pain and lower extremity pain
M51.369 Other intervertebral disc degeneration, lumbar region without mention of lumbar back pain or lower extremity pain
-M54 Dorsalgia
-M54.1 Radiculopathy
M54.12 Radiculopathy, cervical region
M54.16 Radiculopathy, lumbar region
M54.2 Cervicalgia
-M54.3 Sciatica
M54.30 Sciatica, unspecified side
M54.31 Sciatica, right side
M54.32 Sciatica, left side
-M54.5 Low back pain
M54.50 Low back pain, unspecified
M54.51 Vertebrogenic low back pain
M54.59 Other low back pain
M54.6 Pain in thoracic spine
M54.9 Dorsalgia, unspecified
-M62 Other disorders of muscle
-M62.8 Other specified disorders of muscle
M62.81 Muscle weakness (generalized)
-M65 Synovitis and tenosynovitis
-M65.3 Trigger finger
M65.30 Trigger finger, unspecified finger
M65.4 Radial styloid tenosynovitis [de Quervain]
-M67 Other disorders of synovium and tendon
-M67.9 Unspecified disorder of synovium and tendon
-M67.91 Unspecified disorder of synovium and tendon, shoulder
M67.911 Unspecified disorder of synovium and tendon, right shoulder
-M70 Soft tissue disorders related to use, overuse and pressure
-M70.6 Trochanteric bursitis
M70.60 Trochanteric bursitis, unspecified hip
M70.61 Trochanteric bursitis, right hip
M70.62 Trochanteric bursitis, left hip
-M72 Fibroblastic disorders
M72.0 Palmar fascial fibromatosis [Dupuytren]
M72.2 Plantar fascial fibromatosis
-M75 Shoulder lesions
-M75.0 Adhesive capsulitis of shoulder
M75.00 Adhesive capsulitis of unspecified shoulder
M75.01 Adhesive capsulitis of right shoulder
M75.02 Adhesive capsulitis of left shoulder
-M75.1 Rotator cuff tear or rupture, not specified as traumatic
-M75.10 Unspecified rotator cuff tear or rupture, not specified as traumatic
M75.100 Unspecified rotator cuff tear or rupture of unspecified shoulder, not specified as traumatic
M75.101 Unspecified rotator cuff tear or rupture of right shoulder, not specified as traumatic
M75.102 Unspecified rotator cuff tear or rupture of left shoulder, not specified as traumatic
-M75.4 Impingement syndrome of shoulder
M75.40 Impingement syndrome of unspecified shoulder
M75.41 Impingement syndrome of right shoulder
M75.42 Impingement syndrome of left shoulder
-M75.5 Bursitis of shoulder
M75.50 Bursitis of unspecified shoulder
-M76 Enthesopathies, lower limb, excluding foot
-M76.6 Achilles tendinitis
M76.60 Achilles tendinitis, unspecified leg
-M77 Other enthesopathies
-M77.1 Lateral epicondylitis
M77.10 Lateral epicondylitis, unspecified elbow
M77.11 Lateral epicondylitis, right elbow
M77.12 Lateral epicondylitis, left elbow
-M79 Other and unspecified soft tissue disorders, not elsewhere classified
-M79.1 Myalgia
M79.10 Myalgia, unspecified site
M79.18 Myalgia, other site
-M79.6 Pain in limb, hand, foot, fingers and toes
-M79.60 Pain in limb, unspecified
M79.601 Pain in right arm
M79.604 Pain in right leg
M79.605 Pain in left leg
-M79.64 Pain in hand and fingers
M79.641 Pain in right hand
M79.642 Pain in left hand
-M79.67 Pain in foot and toes
M79.671 Pain in right foot
M79.672 Pain in left foot
M79.7 Fibromyalgia
-M79.8 Other specified soft tissue disorders
M79.89 Other specified soft tissue disorders
-M80 Osteoporosis with current pathological fracture
-M80.0 Age-related osteoporosis with current pathological fracture
-M80.00 Age-related osteoporosis with current pathological fracture, unspecified site
M80.00XA Age-related osteoporosis with current pathological fracture, unspecified site, initial encounter for fracture
-M81 Osteoporosis without current pathological fracture
M81.0 Age-related osteoporosis without current pathological fracture
-M84 Disorder of continuity of bone
-M84.4 Pathological fracture, not elsewhere classified
-M84.40 Pathological fracture, unspecified site
M84.40XA Pathological fracture, unspecified site, initial encounter for fracture
-M85 Other disorders of bone density and structure
-M85.8 Other specified disorders of bone density and structure
M85.80 Other specified disorders of bone density and structure, unspecified site
-M86 Osteomyelitis
M86.9 Osteomyelitis, unspecified
-M87 Osteonecrosis
-M87.0 Idiopathic aseptic necrosis of bone
-M87.05 Idiopathic aseptic necrosis of pelvis and femur
M87.050 Idiopathic aseptic necrosis of pelvis
M87.059 Idiopathic aseptic necrosis of unspecified femur
-M89 Other disorders of bone
M89.9 Disorder of bone, unspecified
-M93 Other osteochondropathies
-M93.9 Osteochondropathy, unspecified
M93.90 Osteochondropathy, unspecified of unspecified site
-M99 Biomechanical lesions, not elsewhere classified
-M99.0 Segmental and somatic dysfunction
M99.03 Segmental and somatic dysfunction of lumbar region
-N04 Nephrotic syndrome
N04.9 Nephrotic syndrome with unspecified morphologic changes
N10 Acute pyelonephritis
-N13 Obstructive and reflux uropathy
-N13.3 Other and unspecified hydronephrosis
N13.30 Unspecified hydronephrosis
N13.9 Obstructive and reflux uropathy, unspecified
-N17 Acute kidney failure
N17.9 Acute kidney failure, unspecified
-N18 Chronic kidney disease (CKD)
N18.2 Chronic kidney disease, stage 2 (mild)
-N18.3 Chronic kidney disease, stage 3 (moderate)
N18.30 Chronic kidney disease, stage 3 unspecified
N18.31 Chronic kidney disease, stage 3a
N18.32 Chronic kidney disease, stage 3b
N18.4 Chronic kidney disease, stage 4 (severe)
N18.5 Chronic kidney disease, stage 5
N18.6 End stage renal disease
N18.9 Chronic kidney disease, unspecified
-N20 Calculus of kidney and ureter
N20.0 Calculus of kidney
N20.1 Calculus of ureter
N20.9 Urinary calculus, unspecified
N23 Unspecified renal colic
-N26 Unspecified contracted kidney
N26.1 Atrophy of kidney (terminal)
-N28 Other disorders of kidney and ureter, not elsewhere classified
N28.1 Cyst of kidney, acquired
-N28.8 Other specified disorders of kidney and ureter
N28.89 Other specified disorders of kidney and ureter
N28.9 Disorder of kidney and ureter, unspecified
-N30 Cystitis
-N30.0 Acute cystitis
N30.00 Acute cystitis without hematuria
-N30.9 Cystitis, unspecified
N30.90 Cystitis, unspecified without hematuria
-N31 Neuromuscular dysfunction of bladder, not elsewhere classified
N31.9 Neuromuscular dysfunction of bladder, unspecified
-N32 Other disorders of bladder
-N32.8 Other specified disorders of bladder
N32.81 Overactive bladder
-N39 Other disorders of urinary system
N39.0 Urinary tract infection, site not specified
N39.3 Stress incontinence (female) (male)
-N39.4 Other specified urinary incontinence
N39.41 Urge incontinence
-N40 Benign prostatic hyperplasia
N40.0 Benign prostatic hyperplasia without lower urinary tract symptoms
N40.1 Benign prostatic hyperplasia with lower urinary tract symptoms
-N41 Inflammatory diseases of prostate
N41.1 Chronic prostatitis
-N42 Other and unspecified disorders of prostate
N42.9 Disorder of prostate, unspecified
-N43 Hydrocele and spermatocele
N43.3 Hydrocele, unspecified
-N44 Noninflammatory disorders of testis
-N44.0 Torsion of testis
N44.00 Torsion of testis, unspecified
-N45 Orchitis and epididymitis
N45.1 Epididymitis
-N46 Male infertility
N46.9 Male infertility, unspecified
-N48 Other disorders of penis
N48.6 Induration penis plastica
-N50 Other and unspecified disorders of male genital organs
-N50.8 Other specified disorders of male genital organs
-N50.81 Testicular pain
N50.819 Testicular pain, unspecified
N50.89 Other specified disorders of the male genital organs
-N52 Male erectile dysfunction
N52.9 Male erectile dysfunction, unspecified
-N60 Benign mammary dysplasia
-N60.0 Solitary cyst of breast
N60.09 Solitary cyst of unspecified breast
-N61 Inflammatory disorders of breast
N61.0 Mastitis without abscess
N62 Hypertrophy of breast
-N63 Unspecified lump in breast
N63.0 Unspecified lump in unspecified breast
-N63.1 Unspecified lump in the right breast
N63.10 Unspecified lump in the right breast, unspecified quadrant
-N63.2 Unspecified lump in the left breast
N63.20 Unspecified lump in the left breast, unspecified quadrant
-N64 Other disorders of breast
N64.4 Mastodynia
-N64.5 Other signs and symptoms in breast
N64.52 Nipple discharge
-N70 Salpingitis and oophoritis
-N70.9 Salpingitis and oophoritis, unspecified
N70.91 Salpingitis, unspecified
-N73 Other female pelvic inflammatory diseases
N73.9 Female pelvic inflammatory disease, unspecified
-N76 Other inflammation of vagina and vulva
N76.0 Acute vaginitis
-N80 Endometriosis
N80.9 Endometriosis, unspecified
-N81 Female genital prolapse
-N81.1 Cystocele
N81.10 Cystocele, unspecified
N81.4 Uterovaginal prolapse, unspecified
-N83 Noninflammatory disorders of ovary, fallopian tube and broad ligament
-N83.2 Other and unspecified ovarian cysts
-N83.20 Unspecified ovarian cysts
N83.201 Unspecified ovarian cyst, right side
N83.202 Unspecified ovarian cyst, left side
N83.209 Unspecified ovarian cyst, unspecified side
-N84 Polyp of female genital tract
N84.0 Polyp of corpus uteri
-N85 Other noninflammatory disorders of uterus, except cervix
-N85.0 Endometrial hyperplasia
N85.00 Endometrial hyperplasia, unspecified
-N91 Absent, scanty and rare menstruation
N91.2 Amenorrhea, unspecified
-N92 Excessive, frequent and irregular menstruation
N92.0 Excessive and frequent menstruation with regular cycle
N92.6 Irregular menstruation, unspecified
-N93 Other abnormal uterine and vaginal bleeding
N93.9 Abnormal uterine and vaginal bleeding, unspecified
-N94 Pain and other conditions associated with female genital organs and menstrual cycle
N94.6 Dysmenorrhea, unspecified
-N95 Menopausal and other perimenopausal disorders
N95.0 Postmenopausal bleeding
N95.1 Menopausal and female climacteric states
-N97 Female infertility
N97.9 Female infertility, unspecified
-O00 Ectopic pregnancy
-O00.9 Ectopic pregnancy, unspecified
O00.90 Unspecified ectopic pregnancy without intrauterine pregnancy
-O03 Spontaneous abortion
O03.9 Complete or unspecified spontaneous abortion without complication
-O09 Supervision of high risk pregnancy
-O09.9 Supervision of high risk pregnancy, unspecified
O09.90 Supervision of high risk pregnancy, unspecified, unspecified trimester
-O14 Pre-eclampsia
-O14.9 Unspecified pre-eclampsia
O14.90 Unspecified pre-eclampsia, unspecified trimester
-O24 Diabetes mellitus in pregnancy, childbirth, and the puerperium
-O24.4 Gestational diabetes mellitus
-O24.41 Gestational diabetes mellitus in pregnancy
O24.410 Gestational diabetes mellitus in pregnancy, diet controlled
-O26 Maternal care for other conditions predominantly related to pregnancy
-O26.9 Pregnancy related conditions, unspecified
O26.90 Pregnancy related conditions, unspecified, unspecified trimester
O80 Encounter for full-term uncomplicated delivery
-P07 Disorders of newborn related to short gestation and low birth weight, not elsewhere classified
-P07.3 Preterm [premature] newborn [other]
P07.30 Preterm newborn, unspecified weeks of gestation
-P59 Neonatal jaundice from other and unspecified causes
P59.9 Neonatal jaundice, unspecified
-Q21 Congenital malformations of cardiac septa
Q21.0 Ventricular septal defect
-Q21.1 Atrial septal defect
Q21.10 Unspecified atrial septal defect
-Q24 Other congenital malformations of heart
Q24.9 Congenital malformation of heart, unspecified
-Q25 Congenital malformations of great arteries
Q25.1 Coarctation of aorta
-Q28 Other congenital malformations of circulatory system
Q28.2 Arteriovenous malformation of cerebral vessels
-Q35 Cleft palate
Q35.9 Cleft palate, unspecified
-Q53 Undescended and ectopic testicle
Q53.9 Undescended testicle, unspecified
-Q61 Cystic kidney disease
Q61.2 Polycystic kidney, adult type
Q61.3 Polycystic kidney, unspecified
-Q65 Congenital deformities of hip
-Q65.8 Other congenital deformities of hip
Q65.89 Other specified congenital deformities of hip
-Q66 Congenital deformities of feet
-Q66.8 Other congenital deformities of feet
Q66.89 Other specified congenital deformities of feet
-Q76 Congenital malformations of spine and bony thorax
Q76.0 Spina bifida occulta
-Q85 Phakomatoses, not elsewhere classified
-Q85.0 Neurofibromatosis (nonmalignant)
Q85.01 Neurofibromatosis, type 1
-Q90 Down syndrome
Q90.9 Down syndrome, unspecified
`;
