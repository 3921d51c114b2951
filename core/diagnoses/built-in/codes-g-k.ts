/** One code a line, as in the code set; a line that begins with a hyphen is a header. */
export const codesFromGToK = `
-G12 Spinal muscular atrophy and related syndromes
-G12.2 Motor neuron disease
G12.21 Amyotrophic lateral sclerosis
-G20 Parkinson's disease
-G20.A Parkinson's disease without dyskinesia
G20.A1 Parkinson's disease without dyskinesia, without mention of fluctuations
G20.C Parkinsonism, unspecified
-G25 Other extrapyramidal and movement disorders
G25.0 Essential tremor
-G25.8 Other specified extrapyramidal and movement disorders
G25.81 Restless legs syndrome
-G30 Alzheimer's disease
G30.9 Alzheimer's disease, unspecified
-G35 Multiple sclerosis
G35.D Multiple sclerosis, unspecified
-G40 Epilepsy and recurrent seizures
-G40.9 Epilepsy, unspecified
-G40.90 Epilepsy, unspecified, not intractable
G40.909 Epilepsy, unspecified, not intractable, without status epilepticus
-G43 Migraine
-G43.0 Migraine without aura
-G43.00 Migraine without aura, not intractable
G43.009 Migraine without aura, not intractable, without status migrainosus
-G43.1 Migraine with aura
-G43.10 Migraine with aura, not intractable
G43.109 Migraine with aura, not intractable, without status migrainosus
-G43.7 Chronic migraine without aura
-G43.70 Chronic migraine without aura, not intractable
G43.709 Chronic migraine without aura, not intractable, without status migrainosus
-G43.9 Migraine, unspecified
-G43.90 Migraine, unspecified, not intractable
G43.909 Migraine, unspecified, not intractable, without status migrainosus
-G44 Other headache syndromes
-G44.2 Tension-type headache
-G44.20 Tension-type headache, unspecified
G44.209 Tension-type headache, unspecified, not intractable
-G44.22 Chronic tension-type headache
G44.229 Chronic tension-type headache, not intractable
-G45 Transient cerebral ischemic attacks and related syndromes
G45.9 Transient cerebral ischemic attack, unspecified
-G47 Sleep disorders
-G47.0 Insomnia
G47.00 Insomnia, unspecified
-G47.3 Sleep apnea
G47.33 Obstructive sleep apnea (adult) (pediatric)
-G50 Disorders of trigeminal nerve
G50.0 Trigeminal neuralgia
-G51 Facial nerve disorders
G51.0 Bell's palsy
-G54 Nerve root and plexus disorders
G54.0 Brachial plexus disorders
-G56 Mononeuropathies of upper limb
-G56.0 Carpal tunnel syndrome
G56.00 Carpal tunnel syndrome, unspecified upper limb
G56.01 Carpal tunnel syndrome, right upper limb
G56.02 Carpal tunnel syndrome, left upper limb
-G56.2 Lesion of ulnar nerve
G56.20 Lesion of ulnar nerve, unspecified upper limb
-G57 Mononeuropathies of lower limb
-G57.1 Meralgia paresthetica
G57.10 Meralgia paresthetica, unspecified lower limb
-G60 Hereditary and idiopathic neuropathy
G60.9 Hereditary and idiopathic neuropathy, unspecified
-G62 Other and unspecified polyneuropathies
G62.9 Polyneuropathy, unspecified
-G70 Myasthenia gravis and other myoneural disorders
-G70.0 Myasthenia gravis
G70.00 Myasthenia gravis without (acute) exacerbation
-G80 Cerebral palsy
G80.9 Cerebral palsy, unspecified
-G81 Hemiplegia and hemiparesis
-G81.9 Hemiplegia, unspecified
G81.90 Hemiplegia, unspecified affecting unspecified side
-G89 Pain, not elsewhere classified
-G89.2 Chronic pain, not elsewhere classified
G89.29 Other chronic pain
G89.4 Chronic pain syndrome
-G91 Hydrocephalus
G91.2 (Idiopathic) normal pressure hydrocephalus
G91.9 Hydrocephalus, unspecified
-G93 Other disorders of brain
-G93.4 Other and unspecified encephalopathy
G93.40 Encephalopathy, unspecified
G93.5 Compression of brain
-G95 Other and unspecified diseases of spinal cord
G95.9 Disease of spinal cord, unspecified
-H02 Other disorders of eyelid
-H02.4 Ptosis of eyelid
-H02.40 Unspecified ptosis of eyelid
H02.409 Unspecified ptosis of unspecified eyelid
-H10 Conjunctivitis
H10.9 Unspecified conjunctivitis
-H25 Age-related cataract
H25.9 Unspecified age-related cataract
-H26 Other cataract
H26.9 Unspecified cataract
-H33 Retinal detachments and breaks
-H33.2 Serous retinal detachment
H33.20 Serous retinal detachment, unspecified eye
-H35 Other retinal disorders
-H35.3 Degeneration of macula and posterior pole
H35.30 Unspecified macular degeneration
-H35.31 Nonexudative age-related macular degeneration
-H35.319 Nonexudative age-related macular degeneration, unspecified eye
H35.3190 Nonexudative age-related macular degeneration, unspecified eye, stage unspecified
-H40 Glaucoma
H40.9 Unspecified glaucoma
-H43 Disorders of vitreous body
-H43.8 Other disorders of vitreous body
-H43.81 Vitreous degeneration
H43.819 Vitreous degeneration, unspecified eye
-H49 Paralytic strabismus
-H49.2 Sixth [abducent] nerve palsy
H49.20 Sixth [abducent] nerve palsy, unspecified eye
-H53 Visual disturbances
H53.2 Diplopia
H53.9 Unspecified visual disturbance
-H54 Blindness and low vision
H54.7 Unspecified visual loss
-H57 Other disorders of eye and adnexa
-H57.1 Ocular pain
H57.10 Ocular pain, unspecified eye
H57.9 Unspecified disorder of eye and adnexa
-H60 Otitis externa
-H60.9 Unspecified otitis externa
H60.90 Unspecified otitis externa, unspecified ear
-H61 Other disorders of external ear
-H61.2 Impacted cerumen
H61.20 Impacted cerumen, unspecified ear
-H65 Nonsuppurative otitis media
-H65.9 Unspecified nonsuppurative otitis media
H65.90 Unspecified nonsuppurative otitis media, unspecified ear
-H66 Suppurative and unspecified otitis media
-H66.9 Otitis media, unspecified
H66.90 Otitis media, unspecified, unspecified ear
-H72 Perforation of tympanic membrane
-H72.9 Unspecified perforation of tympanic membrane
H72.90 Unspecified perforation of tympanic membrane, unspecified ear
-H81 Disorders of vestibular function
-H81.0 Meniere's disease
H81.09 Meniere's disease, unspecified ear
-H81.1 Benign paroxysmal vertigo
H81.10 Benign paroxysmal vertigo, unspecified ear
H81.4 Vertigo of central origin
-H90 Conductive and sensorineural hearing loss
H90.3 Sensorineural hearing loss, bilateral
H90.5 Unspecified sensorineural hearing loss
-H91 Other and unspecified hearing loss
-H91.9 Unspecified hearing loss
H91.90 Unspecified hearing loss, unspecified ear
-H92 Otalgia and effusion of ear
-H92.0 Otalgia
H92.09 Otalgia, unspecified ear
-H93 Other disorders of ear, not elsewhere classified
-H93.1 Tinnitus
H93.19 Tinnitus, unspecified ear
-H93.8 Other specified disorders of ear
-H93.8X Other specified disorders of ear
H93.8X9 Other specified disorders of ear, unspecified ear
-I05 Rheumatic mitral valve diseases
I05.9 Rheumatic mitral valve disease, unspecified
I10 Essential (primary) hypertension
-I11 Hypertensive heart disease
I11.0 Hypertensive heart disease with heart failure
I11.9 Hypertensive heart disease without heart failure
-I12 Hypertensive chronic kidney disease
I12.9 Hypertensive chronic kidney disease with stage 1 through stage 4 chronic kidney disease, or unspecified chronic kidney disease
-I15 Secondary hypertension
I15.9 Secondary hypertension, unspecified
-I16 Hypertensive crisis
I16.0 Hypertensive urgency
-I20 Angina pectoris
I20.0 Unstable angina
I20.9 Angina pectoris, unspecified
-I21 Acute myocardial infarction
I21.3 ST elevation (STEMI) myocardial infarction of unspecified site
I21.4 Non-ST elevation (NSTEMI) myocardial infarction
I21.9 Acute myocardial infarction, unspecified
-I25 Chronic ischemic heart disease
-I25.1 Atherosclerotic heart disease of native coronary artery
I25.10 Atherosclerotic heart disease of native coronary artery without angina pectoris
-I25.11 Atherosclerotic heart disease of native coronary artery with angina pectoris
I25.119 Atherosclerotic heart disease of native coronary artery with unspecified angina pectoris
I25.2 Old myocardial infarction
-I26 Pulmonary embolism
-I26.9 Pulmonary embolism without acute cor pulmonale
I26.99 Other pulmonary embolism without acute cor pulmonale
-I27 Other pulmonary heart diseases
-I27.2 Other secondary pulmonary hypertension
I27.20 Pulmonary hypertension, unspecified
-I31 Other diseases of pericardium
-I31.3 Pericardial effusion (noninflammatory)
I31.39 Other pericardial effusion (noninflammatory)
-I34 Nonrheumatic mitral valve disorders
I34.0 Nonrheumatic mitral (valve) insufficiency
I34.1 Nonrheumatic mitral (valve) prolapse
-I35 Nonrheumatic aortic valve disorders
I35.0 Nonrheumatic aortic (valve) stenosis
I35.1 Nonrheumatic aortic (valve) insufficiency
I35.9 Nonrheumatic aortic valve disorder, unspecified
-I42 Cardiomyopathy
I42.0 Dilated cardiomyopathy
I42.9 Cardiomyopathy, unspecified
-I44 Atrioventricular and left bundle-branch block
I44.2 Atrioventricular block, complete
-I45 Other conduction disorders
-I45.1 Other and unspecified right bundle-branch block
I45.10 Unspecified right bundle-branch block
-I47 Paroxysmal tachycardia
-I47.1 Supraventricular tachycardia
I47.10 Supraventricular tachycardia, unspecified
-I48 Atrial fibrillation and flutter
I48.0 Paroxysmal atrial fibrillation
-I48.1 Persistent atrial fibrillation
I48.19 Other persistent atrial fibrillation
-I48.2 Chronic atrial fibrillation
I48.20 Chronic atrial fibrillation, unspecified
-I48.9 Unspecified atrial fibrillation and atrial flutter
I48.91 Unspecified atrial fibrillation
I48.92 Unspecified atrial flutter
-I49 Other cardiac arrhythmias
I49.3 Ventricular premature depolarization
I49.9 Cardiac arrhythmia, unspecified
-I50 Heart failure
-I50.2 Systolic (congestive) heart failure
I50.20 Unspecified systolic (congestive) heart failure
I50.22 Chronic systolic (congestive) heart failure
-I50.3 Diastolic (congestive) heart failure
I50.30 Unspecified diastolic (congestive) heart failure
I50.32 Chronic diastolic (congestive) heart failure
I50.9 Heart failure, unspecified
-I51 Complications and ill-defined descriptions of heart disease
I51.7 Cardiomegaly
-I60 Nontraumatic subarachnoid hemorrhage
I60.9 Nontraumatic subarachnoid hemorrhage, unspecified
-I61 Nontraumatic intracerebral hemorrhage
I61.9 Nontraumatic intracerebral hemorrhage, unspecified
-I62 Other and unspecified nontraumatic intracranial hemorrhage
-I62.0 Nontraumatic subdural hemorrhage
I62.00 Nontraumatic subdural hemorrhage, unspecified
-I63 Cerebral infarction
I63.9 Cerebral infarction, unspecified
-I65 Occlusion and stenosis of precerebral arteries, not resulting in cerebral infarction
-I65.2 Occlusion and stenosis of carotid artery
I65.21 Occlusion and stenosis of right carotid artery
I65.22 Occlusion and stenosis of left carotid artery
I65.29 Occlusion and stenosis of unspecified carotid artery
-I67 Other cerebrovascular diseases
I67.1 Cerebral aneurysm, nonruptured
I67.9 Cerebrovascular disease, unspecified
-I69 Sequelae of cerebrovascular disease
-I69.3 Sequelae of cerebral infarction
I69.30 Unspecified sequelae of cerebral infarction
-I70 Atherosclerosis
I70.0 Atherosclerosis of aorta
I70.1 Atherosclerosis of renal artery
-I70.2 Atherosclerosis of native arteries of the extremities
-I70.20 Unspecified atherosclerosis of native arteries of extremities
I70.209 Unspecified atherosclerosis of native arteries of extremities, unspecified extremity
-I70.21 Atherosclerosis of native arteries of extremities with intermittent claudication
I70.219 Atherosclerosis of native arteries of extremities with intermittent claudication, unspecified extremity
-I71 Aortic aneurysm and dissection
-I71.2 Thoracic aortic aneurysm, without rupture
I71.20 Thoracic aortic aneurysm, without rupture, unspecified
-I71.4 Abdominal aortic aneurysm, without rupture
I71.40 Abdominal aortic aneurysm, without rupture, unspecified
I71.9 Aortic aneurysm of unspecified site, without rupture
-I72 Other aneurysm
I72.9 Aneurysm of unspecified site
-I73 Other peripheral vascular diseases
-I73.0 Raynaud's syndrome
I73.00 Raynaud's syndrome without gangrene
I73.9 Peripheral vascular disease, unspecified
-I77 Other disorders of arteries and arterioles
I77.6 Arteritis, unspecified
-I80 Phlebitis and thrombophlebitis
-I80.2 Phlebitis and thrombophlebitis of other and unspecified deep vessels of lower extremities
-I80.20 Phlebitis and thrombophlebitis of unspecified deep vessels of lower extremities
I80.209 Phlebitis and thrombophlebitis of unspecified deep vessels of unspecified lower extremity
-I82 Other venous embolism and thrombosis
-I82.4 Acute embolism and thrombosis of deep veins of lower extremity
-I82.40 Acute embolism and thrombosis of unspecified deep veins of lower extremity
I82.401 Acute embolism and thrombosis of unspecified deep veins of right lower extremity
I82.402 Acute embolism and thrombosis of unspecified deep veins of left lower extremity
I82.409 Acute embolism and thrombosis of unspecified deep veins of unspecified lower extremity
-I83 Varicose veins of lower extremities
-I83.8 Varicose veins of lower extremities with other complications
-I83.81 Varicose veins of lower extremities with pain
I83.813 Varicose veins of bilateral lower extremities with pain
-I83.9 Asymptomatic varicose veins of lower extremities
I83.90 Asymptomatic varicose veins of unspecified lower extremity
-I87 Other disorders of veins
I87.2 Venous insufficiency (chronic) (peripheral)
-I88 Nonspecific lymphadenitis
I88.9 Nonspecific lymphadenitis, unspecified
-I89 Other noninfective disorders of lymphatic vessels and lymph nodes
I89.0 Lymphedema, not elsewhere classified
-I95 Hypotension
I95.1 Orthostatic hypotension
I95.9 Hypotension, unspecified
-J01 Acute sinusitis
-J01.9 Acute sinusitis, unspecified
J01.90 Acute sinusitis, unspecified
-J02 Acute pharyngitis
J02.9 Acute pharyngitis, unspecified
-J03 Acute tonsillitis
-J03.9 Acute tonsillitis, unspecified
J03.90 Acute tonsillitis, unspecified
-J06 Acute upper respiratory infections of multiple and unspecified sites
J06.9 Acute upper respiratory infection, unspecified
-J18 Pneumonia, unspecified organism
J18.9 Pneumonia, unspecified organism
-J20 Acute bronchitis
J20.9 Acute bronchitis, unspecified
-J30 Vasomotor and allergic rhinitis
J30.9 Allergic rhinitis, unspecified
-J32 Chronic sinusitis
J32.9 Chronic sinusitis, unspecified
-J33 Nasal polyp
J33.9 Nasal polyp, unspecified
-J34 Other and unspecified disorders of nose and nasal sinuses
J34.2 Deviated nasal septum
J34.3 Hypertrophy of nasal turbinates
-J35 Chronic diseases of tonsils and adenoids
-J35.0 Chronic tonsillitis and adenoiditis
J35.01 Chronic tonsillitis
J35.1 Hypertrophy of tonsils
J35.3 Hypertrophy of tonsils with hypertrophy of adenoids
-J38 Diseases of vocal cords and larynx, not elsewhere classified
-J38.0 Paralysis of vocal cords and larynx
J38.00 Paralysis of vocal cords and larynx, unspecified
J40 Bronchitis, not specified as acute or chronic
J42 Unspecified chronic bronchitis
-J43 Emphysema
J43.9 Emphysema, unspecified
-J44 Other chronic obstructive pulmonary disease
J44.1 Chronic obstructive pulmonary disease with (acute) exacerbation
J44.9 Chronic obstructive pulmonary disease, unspecified
-J45 Asthma
-J45.2 Mild intermittent asthma
J45.20 Mild intermittent asthma, uncomplicated
-J45.9 Other and unspecified asthma
-J45.90 Unspecified asthma
J45.901 Unspecified asthma with (acute) exacerbation
J45.909 Unspecified asthma, uncomplicated
-J47 Bronchiectasis
J47.9 Bronchiectasis, uncomplicated
-J69 Pneumonitis due to solids and liquids
J69.0 Pneumonitis due to inhalation of food and vomit
-J84 Other interstitial pulmonary diseases
-J84.1 Other interstitial pulmonary diseases with fibrosis
J84.10 Pulmonary fibrosis, unspecified
-J84.11 Idiopathic interstitial pneumonia
J84.112 Idiopathic pulmonary fibrosis
J84.9 Interstitial pulmonary disease, unspecified
J90 Pleural effusion, not elsewhere classified
-J93 Pneumothorax and air leak
J93.9 Pneumothorax, unspecified
-J96 Respiratory failure, not elsewhere classified
-J96.0 Acute respiratory failure
J96.01 Acute respiratory failure with hypoxia
-J96.1 Chronic respiratory failure
J96.10 Chronic respiratory failure, unspecified whether with hypoxia or hypercapnia
-J98 Other respiratory disorders
-J98.1 Pulmonary collapse
J98.11 Atelectasis
J98.4 Other disorders of lung
-K02 Dental caries
K02.9 Dental caries, unspecified
-K20 Esophagitis
-K20.9 Esophagitis, unspecified
K20.90 Esophagitis, unspecified without bleeding
-K21 Gastro-esophageal reflux disease
-K21.0 Gastro-esophageal reflux disease with esophagitis
K21.00 Gastro-esophageal reflux disease with esophagitis, without bleeding
K21.9 Gastro-esophageal reflux disease without esophagitis
-K22 Other diseases of esophagus
K22.2 Esophageal obstruction
-K22.7 Barrett's esophagus
K22.70 Barrett's esophagus without dysplasia
-K25 Gastric ulcer
K25.9 Gastric ulcer, unspecified as acute or chronic, without hemorrhage or perforation
-K27 Peptic ulcer, site unspecified
K27.9 Peptic ulcer, site unspecified, unspecified as acute or chronic, without hemorrhage or perforation
-K29 Gastritis and duodenitis
-K29.7 Gastritis, unspecified
K29.70 Gastritis, unspecified, without bleeding
-K31 Other diseases of stomach and duodenum
-K31.8 Other specified diseases of stomach and duodenum
K31.84 Gastroparesis
K31.9 Disease of stomach and duodenum, unspecified
-K35 Acute appendicitis
-K35.8 Other and unspecified acute appendicitis
K35.80 Unspecified acute appendicitis
K37 Unspecified appendicitis
-K40 Inguinal hernia
-K40.2 Bilateral inguinal hernia, without obstruction or gangrene
K40.20 Bilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent
-K40.9 Unilateral inguinal hernia, without obstruction or gangrene
K40.90 Unilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent
-K42 Umbilical hernia
K42.9 Umbilical hernia without obstruction or gangrene
-K43 Ventral hernia
K43.2 Incisional hernia without obstruction or gangrene
K43.9 Ventral hernia without obstruction or gangrene
-K44 Diaphragmatic hernia
K44.9 Diaphragmatic hernia without obstruction or gangrene
-K50 Crohn's disease [regional enteritis]
-K50.9 Crohn's disease, unspecified
K50.90 Crohn's disease, unspecified, without complications
-K51 Ulcerative colitis
-K51.9 Ulcerative colitis, unspecified
K51.90 Ulcerative colitis, unspecified, without complications
-K52 Other and unspecified noninfective gastroenteritis and colitis
K52.9 Noninfective gastroenteritis and colitis, unspecified
-K56 Paralytic ileus and intestinal obstruction without hernia
-K56.6 Other and unspecified intestinal obstruction
-K56.60 Unspecified intestinal obstruction
K56.609 Unspecified intestinal obstruction, unspecified as to partial versus complete obstruction
-K57 Diverticular disease of intestine
-K57.3 Diverticular disease of large intestine without perforation or abscess
K57.30 Diverticulosis of large intestine without perforation or abscess without bleeding
K57.32 Diverticulitis of large intestine without perforation or abscess without bleeding
-K57.9 Diverticular disease of intestine, part unspecified, without perforation or abscess
K57.90 Diverticulosis of intestine, part unspecified, without perforation or abscess without bleeding
-K58 Irritable bowel syndrome
K58.0 Irritable bowel syndrome with diarrhea
K58.9 Irritable bowel syndrome without diarrhea
-K59 Other functional intestinal disorders
-K59.0 Constipation
K59.00 Constipation, unspecified
-K60 Fissure and fistula of anal and rectal regions
K60.2 Anal fissure, unspecified
-K60.3 Anal fistula
K60.30 Anal fistula, unspecified
-K61 Abscess of anal and rectal regions
K61.0 Anal abscess
-K62 Other diseases of anus and rectum
K62.5 Hemorrhage of anus and rectum
-K63 Other diseases of intestine
K63.5 Polyp of colon
-K64 Hemorrhoids and perianal venous thrombosis
K64.9 Unspecified hemorrhoids
-K70 Alcoholic liver disease
-K70.3 Alcoholic cirrhosis of liver
K70.30 Alcoholic cirrhosis of liver without ascites
-K74 Fibrosis and cirrhosis of liver
-K74.6 Other and unspecified cirrhosis of liver
K74.60 Unspecified cirrhosis of liver
-K75 Other inflammatory liver diseases
K75.4 Autoimmune hepatitis
-K75.8 Other specified inflammatory liver diseases
K75.81 Nonalcoholic steatohepatitis (NASH)
-K76 Other diseases of liver
K76.0 Fatty (change of) liver, not elsewhere classified
K76.6 Portal hypertension
K76.9 Liver disease, unspecified
-K80 Cholelithiasis
-K80.2 Calculus of gallbladder without cholecystitis
K80.20 Calculus of gallbladder without cholecystitis without obstruction
-K81 Cholecystitis
K81.0 Acute cholecystitis
K81.9 Cholecystitis, unspecified
-K83 Other diseases of biliary tract
K83.1 Obstruction of bile duct
-K85 Acute pancreatitis
-K85.9 Acute pancreatitis, unspecified
K85.90 Acute pancreatitis without necrosis or infection, unspecified
-K86 Other diseases of pancreas
K86.1 Other chronic pancreatitis
K86.2 Cyst of pancreas
-K90 Intestinal malabsorption
K90.0 Celiac disease
-K92 Other diseases of digestive system
K92.1 Melena
K92.2 Gastrointestinal hemorrhage, unspecified
`;
