/** One code a line, as in the code set; a line that begins with a hyphen is a header. */
export const codesFromRToZ = `
-R00 Abnormalities of heart beat
R00.0 Tachycardia, unspecified
R00.1 Bradycardia, unspecified
R00.2 Palpitations
-R01 Cardiac murmurs and other cardiac sounds
R01.1 Cardiac murmur, unspecified
-R04 Hemorrhage from respiratory passages
R04.0 Epistaxis
R04.2 Hemoptysis
-R05 Cough
R05.1 Acute cough
R05.3 Chronic cough
R05.9 Cough, unspecified
-R06 Abnormalities of breathing
-R06.0 Dyspnea
R06.00 Dyspnea, unspecified
R06.02 Shortness of breath
R06.2 Wheezing
-R06.8 Other abnormalities of breathing
R06.83 Snoring
-R07 Pain in throat and chest
R07.1 Chest pain on breathing
-R07.8 Other chest pain
R07.89 Other chest pain
R07.9 Chest pain, unspecified
-R09 Other symptoms and signs involving the circulatory and respiratory system
-R09.0 Asphyxia and hypoxemia
R09.02 Hypoxemia
-R10 Abdominal and pelvic pain
R10.0 Acute abdomen
-R10.1 Pain localized to upper abdomen
R10.10 Upper abdominal pain, unspecified
R10.11 Right upper quadrant pain
R10.13 Epigastric pain
-R10.2 Pelvic and perineal pain
R10.20 Pelvic and perineal pain, unspecified side
-R10.3 Pain localized to other parts of lower abdomen
R10.31 Right lower quadrant pain
R10.32 Left lower quadrant pain
-R10.8 Other abdominal pain
R10.84 Generalized abdominal pain
R10.9 Unspecified abdominal pain
-R11 Nausea and vomiting
R11.0 Nausea
-R11.1 Vomiting
R11.10 Vomiting, unspecified
R11.2 Nausea with vomiting, unspecified
R12 Heartburn
-R13 Aphagia and dysphagia
-R13.1 Dysphagia
R13.10 Dysphagia, unspecified
-R14 Flatulence and related conditions
R14.0 Abdominal distension (gaseous)
-R16 Hepatomegaly and splenomegaly, not elsewhere classified
R16.0 Hepatomegaly, not elsewhere classified
R16.1 Splenomegaly, not elsewhere classified
R17 Unspecified jaundice
-R18 Ascites
R18.8 Other ascites
-R19 Other symptoms and signs involving the digestive system and abdomen
-R19.0 Intra-abdominal and pelvic swelling, mass and lump
R19.00 Intra-abdominal and pelvic swelling, mass and lump, unspecified site
R19.09 Other intra-abdominal and pelvic swelling, mass and lump
R19.4 Change in bowel habit
R19.5 Other fecal abnormalities
R19.7 Diarrhea, unspecified
-R20 Disturbances of skin sensation
R20.0 Anesthesia of skin
R20.2 Paresthesia of skin
R21 Rash and other nonspecific skin eruption
-R22 Localized swelling, mass and lump of skin and subcutaneous tissue
R22.1 Localized swelling, mass and lump, neck
R22.2 Localized swelling, mass and lump, trunk
R22.9 Localized swelling, mass and lump, unspecified
-R25 Abnormal involuntary movements
R25.1 Tremor, unspecified
-R26 Abnormalities of gait and mobility
R26.2 Difficulty in walking, not elsewhere classified
-R26.8 Other abnormalities of gait and mobility
R26.81 Unsteadiness on feet
R26.89 Other abnormalities of gait and mobility
-R27 Other lack of coordination
R27.0 Ataxia, unspecified
-R29 Other symptoms and signs involving the nervous and musculoskeletal systems
R29.6 Repeated falls
-R30 Pain associated with micturition
R30.0 Dysuria
-R31 Hematuria
R31.0 Gross hematuria
-R31.2 Other microscopic hematuria
R31.29 Other microscopic hematuria
R31.9 Hematuria, unspecified
R32 Unspecified urinary incontinence
-R33 Retention of urine
R33.9 Retention of urine, unspecified
-R35 Polyuria
R35.0 Frequency of micturition
-R39 Other and unspecified symptoms and signs involving the genitourinary system
-R39.1 Other difficulties with micturition
R39.15 Urgency of urination
-R41 Other symptoms and signs involving cognitive functions and awareness
R41.0 Disorientation, unspecified
R41.3 Other amnesia
-R41.8 Other symptoms and signs involving cognitive functions and awareness
R41.82 Altered mental status, unspecified
R42 Dizziness and giddiness
-R47 Speech disturbances, not elsewhere classified
-R47.0 Dysphasia and aphasia
R47.01 Aphasia
-R47.8 Other speech disturbances
R47.81 Slurred speech
-R48 Dyslexia and other symbolic dysfunctions, not elsewhere classified
R48.8 Other symbolic dysfunctions
-R49 Voice and resonance disorders
R49.0 Dysphonia
-R50 Fever of other and unknown origin
R50.9 Fever, unspecified
-R51 Headache
R51.0 Headache with orthostatic component, not elsewhere classified
R51.9 Headache, unspecified
R52 Pain, unspecified
-R53 Malaise and fatigue
R53.1 Weakness
-R53.8 Other malaise and fatigue
R53.83 Other fatigue
R55 Syncope and collapse
-R56 Convulsions, not elsewhere classified
R56.9 Unspecified convulsions
-R59 Enlarged lymph nodes
R59.0 Localized enlarged lymph nodes
R59.1 Generalized enlarged lymph nodes
R59.9 Enlarged lymph nodes, unspecified
-R60 Edema, not elsewhere classified
R60.0 Localized edema
R60.9 Edema, unspecified
R61 Generalized hyperhidrosis
-R62 Lack of expected normal physiological development in childhood and adults
-R62.5 Other and unspecified lack of expected normal physiological development in childhood
R62.50 Unspecified lack of expected normal physiological development in childhood
-R63 Symptoms and signs concerning food and fluid intake
R63.4 Abnormal weight loss
R63.5 Abnormal weight gain
-R68 Other general symptoms and signs
-R68.8 Other general symptoms and signs
R68.89 Other general symptoms and signs
-R73 Elevated blood glucose level
-R73.0 Abnormal glucose
R73.03 Prediabetes
R73.9 Hyperglycemia, unspecified
-R74 Abnormal serum enzyme levels
-R74.0 Nonspecific elevation of levels of transaminase and lactic acid dehydrogenase [LDH]
R74.01 Elevation of levels of liver transaminase levels
-R76 Other abnormal immunological findings in serum
-R76.1 Nonspecific reaction to test for tuberculosis
R76.11 Nonspecific reaction to tuberculin skin test without active tuberculosis
-R79 Other abnormal findings of blood chemistry
-R79.8 Other specified abnormal findings of blood chemistry
R79.89 Other specified abnormal findings of blood chemistry
-R80 Proteinuria
R80.9 Proteinuria, unspecified
-R90 Abnormal findings on diagnostic imaging of central nervous system
R90.0 Intracranial space-occupying lesion found on diagnostic imaging of central nervous system
-R90.8 Other abnormal findings on diagnostic imaging of central nervous system
R90.89 Other abnormal findings on diagnostic imaging of central nervous system
-R91 Abnormal findings on diagnostic imaging of lung
R91.1 Solitary pulmonary nodule
R91.8 Other nonspecific abnormal finding of lung field
-R92 Abnormal and inconclusive findings on diagnostic imaging of breast
R92.8 Other abnormal and inconclusive findings on diagnostic imaging of breast
-R93 Abnormal findings on diagnostic imaging of other body structures
R93.1 Abnormal findings on diagnostic imaging of heart and coronary circulation
R93.2 Abnormal findings on diagnostic imaging of liver and biliary tract
R93.3 Abnormal findings on diagnostic imaging of other parts of digestive tract
R93.5 Abnormal findings on diagnostic imaging of other abdominal regions, including retroperitoneum
R93.6 Abnormal findings on diagnostic imaging of limbs
R93.7 Abnormal findings on diagnostic imaging of other parts of musculoskeletal system
-R93.8 Abnormal findings on diagnostic imaging of other specified body structures
R93.89 Abnormal findings on diagnostic imaging of other specified body structures
-R94 Abnormal results of function studies
-R94.3 Abnormal results of cardiovascular function studies
R94.31 Abnormal electrocardiogram [ECG] [EKG]
-R97 Abnormal tumor markers
-R97.2 Elevated prostate specific antigen [PSA]
R97.20 Elevated prostate specific antigen [PSA]
-S02 Fracture of skull and facial bones
-S02.2 Fracture of nasal bones
S02.2XXA Fracture of nasal bones, initial encounter for closed fracture
-S02.9 Fracture of unspecified skull and facial bones
-S02.91 Unspecified fracture of skull
S02.91XA Unspecified fracture of skull, initial encounter for closed fracture
-S06 Intracranial injury
-S06.0 Concussion
-S06.0X Concussion
-S06.0X0 Concussion without loss of consciousness
S06.0X0A Concussion without loss of consciousness, initial encounter
-S06.0X9 Concussion with loss of consciousness of unspecified duration
S06.0X9A Concussion with loss of consciousness of unspecified duration, initial encounter
-S06.5 Traumatic subdural hemorrhage
-S06.5X Traumatic subdural hemorrhage
-S06.5X0 Traumatic subdural hemorrhage without loss of consciousness
S06.5X0A Traumatic subdural hemorrhage without loss of consciousness, initial encounter
-S06.9 Unspecified intracranial injury
-S06.9X Unspecified intracranial injury
-S06.9X0 Unspecified intracranial injury without loss of consciousness
S06.9X0A Unspecified intracranial injury without loss of consciousness, initial encounter
-S06.9X9 Unspecified intracranial injury with loss of consciousness of unspecified duration
S06.9X9A Unspecified intracranial injury with loss of consciousness of unspecified duration, initial encounter
-S09 Other and unspecified injuries of head
-S09.9 Unspecified injury of face and head
-S09.90 Unspecified injury of head
S09.90XA Unspecified injury of head, initial encounter
-S12 Fracture of cervical vertebra and other parts of neck
-S12.9 Fracture of neck, unspecified
S12.9XXA Fracture of neck, unspecified, initial encounter
-S13 Dislocation and sprain of joints and ligaments at neck level
-S13.4 Sprain of ligaments of cervical spine
S13.4XXA Sprain of ligaments of cervical spine, initial encounter
-S16 Injury of muscle, fascia and tendon at neck level
-S16.1 Strain of muscle, fascia and tendon at neck level
S16.1XXA Strain of muscle, fascia and tendon at neck level, initial encounter
-S22 Fracture of rib(s), sternum and thoracic spine
-S22.0 Fracture of thoracic vertebra
-S22.00 Fracture of unspecified thoracic vertebra
-S22.000 Wedge compression fracture of unspecified thoracic vertebra
S22.000A Wedge compression fracture of unspecified thoracic vertebra, initial encounter for closed fracture
-S22.3 Fracture of one rib
-S22.31 Fracture of one rib, right side
S22.31XA Fracture of one rib, right side, initial encounter for closed fracture
-S22.32 Fracture of one rib, left side
S22.32XA Fracture of one rib, left side, initial encounter for closed fracture
-S22.39 Fracture of one rib, unspecified side
S22.39XA Fracture of one rib, unspecified side, initial encounter for closed fracture
-S22.4 Multiple fractures of ribs
-S22.41 Multiple fractures of ribs, right side
S22.41XA Multiple fractures of ribs, right side, initial encounter for closed fracture
-S32 Fracture of lumbar spine and pelvis
-S32.0 Fracture of lumbar vertebra
-S32.00 Fracture of unspecified lumbar vertebra
-S32.000 Wedge compression fracture of unspecified lumbar vertebra
S32.000A Wedge compression fracture of unspecified lumbar vertebra, initial encounter for closed fracture
-S32.01 Fracture of first lumbar vertebra
-S32.010 Wedge compression fracture of first lumbar vertebra
S32.010A Wedge compression fracture of first lumbar vertebra, initial encounter for closed fracture
-S32.02 Fracture of second lumbar vertebra
-S32.020 Wedge compression fracture of second lumbar vertebra
S32.020A Wedge compression fracture of second lumbar vertebra, initial encounter for closed fracture
-S32.9 Fracture of unspecified parts of lumbosacral spine and pelvis
S32.9XXA Fracture of unspecified parts of lumbosacral spine and pelvis, initial encounter for closed fracture
-S39 Other and unspecified injuries of abdomen, lower back, pelvis and external genitals
-S39.0 Injury of muscle, fascia and tendon of abdomen, lower back and pelvis
-S39.01 Strain of muscle, fascia and tendon of abdomen, lower back and pelvis
-S39.012 Strain of muscle, fascia and tendon of lower back
S39.012A Strain of muscle, fascia and tendon of lower back, initial encounter
-S42 Fracture of shoulder and upper arm
-S42.0 Fracture of clavicle
-S42.00 Fracture of unspecified part of clavicle
-S42.001 Fracture of unspecified part of right clavicle
S42.001A Fracture of unspecified part of right clavicle, initial encounter for closed fracture
-S42.002 Fracture of unspecified part of left clavicle
S42.002A Fracture of unspecified part of left clavicle, initial encounter for closed fracture
-S42.009 Fracture of unspecified part of unspecified clavicle
S42.009A Fracture of unspecified part of unspecified clavicle, initial encounter for closed fracture
-S42.2 Fracture of upper end of humerus
-S42.20 Unspecified fracture of upper end of humerus
-S42.201 Unspecified fracture of upper end of right humerus
S42.201A Unspecified fracture of upper end of right humerus, initial encounter for closed fracture
-S42.202 Unspecified fracture of upper end of left humerus
S42.202A Unspecified fracture of upper end of left humerus, initial encounter for closed fracture
-S42.209 Unspecified fracture of upper end of unspecified humerus
S42.209A Unspecified fracture of upper end of unspecified humerus, initial encounter for closed fracture
-S42.3 Fracture of shaft of humerus
-S42.30 Unspecified fracture of shaft of humerus
-S42.301 Unspecified fracture of shaft of humerus, right arm
S42.301A Unspecified fracture of shaft of humerus, right arm, initial encounter for closed fracture
-S42.302 Unspecified fracture of shaft of humerus, left arm
S42.302A Unspecified fracture of shaft of humerus, left arm, initial encounter for closed fracture
-S43 Dislocation and sprain of joints and ligaments of shoulder girdle
-S43.0 Subluxation and dislocation of shoulder joint
-S43.00 Unspecified subluxation and dislocation of shoulder joint
-S43.006 Unspecified dislocation of unspecified shoulder joint
S43.006A Unspecified dislocation of unspecified shoulder joint, initial encounter
-S43.4 Sprain of shoulder joint
-S43.40 Unspecified sprain of shoulder joint
-S43.401 Unspecified sprain of right shoulder joint
S43.401A Unspecified sprain of right shoulder joint, initial encounter
-S43.402 Unspecified sprain of left shoulder joint
S43.402A Unspecified sprain of left shoulder joint, initial encounter
-S43.43 Superior glenoid labrum lesion
-S43.431 Superior glenoid labrum lesion of right shoulder
S43.431A Superior glenoid labrum lesion of right shoulder, initial encounter
-S43.432 Superior glenoid labrum lesion of left shoulder
S43.432A Superior glenoid labrum lesion of left shoulder, initial encounter
-S46 Injury of muscle, fascia and tendon at shoulder and upper arm level
-S46.0 Injury of muscle(s) and tendon(s) of the rotator cuff of shoulder
-S46.01 Strain of muscle(s) and tendon(s) of the rotator cuff of shoulder
-S46.011 Strain of muscle(s) and tendon(s) of the rotator cuff of right shoulder
S46.011A Strain of muscle(s) and tendon(s) of the rotator cuff of right shoulder, initial encounter
-S46.012 Strain of muscle(s) and tendon(s) of the rotator cuff of left shoulder
S46.012A Strain of muscle(s) and tendon(s) of the rotator cuff of left shoulder, initial encounter
-S46.019 Strain of muscle(s) and tendon(s) of the rotator cuff of unspecified shoulder
S46.019A Strain of muscle(s) and tendon(s) of the rotator cuff of unspecified shoulder, initial encounter
-S52 Fracture of forearm
-S52.1 Fracture of upper end of radius
-S52.12 Fracture of head of radius
-S52.121 Displaced fracture of head of right radius
S52.121A Displaced fracture of head of right radius, initial encounter for closed fracture
-S52.122 Displaced fracture of head of left radius
S52.122A Displaced fracture of head of left radius, initial encounter for closed fracture
-S52.5 Fracture of lower end of radius
-S52.50 Unspecified fracture of the lower end of radius
-S52.501 Unspecified fracture of the lower end of right radius
S52.501A Unspecified fracture of the lower end of right radius, initial encounter for closed fracture
-S52.502 Unspecified fracture of the lower end of left radius
S52.502A Unspecified fracture of the lower end of left radius, initial encounter for closed fracture
-S52.509 Unspecified fracture of the lower end of unspecified radius
S52.509A Unspecified fracture of the lower end of unspecified radius, initial encounter for closed fracture
-S52.53 Colles' fracture
-S52.531 Colles' fracture of right radius
S52.531A Colles' fracture of right radius, initial encounter for closed fracture
-S52.532 Colles' fracture of left radius
S52.532A Colles' fracture of left radius, initial encounter for closed fracture
-S62 Fracture at wrist and hand level
-S62.0 Fracture of navicular [scaphoid] bone of wrist
-S62.00 Unspecified fracture of navicular [scaphoid] bone of wrist
-S62.001 Unspecified fracture of navicular [scaphoid] bone of right wrist
S62.001A Unspecified fracture of navicular [scaphoid] bone of right wrist, initial encounter for closed fracture
-S62.002 Unspecified fracture of navicular [scaphoid] bone of left wrist
S62.002A Unspecified fracture of navicular [scaphoid] bone of left wrist, initial encounter for closed fracture
-S62.1 Fracture of other and unspecified carpal bone(s)
-S62.10 Fracture of unspecified carpal bone
-S62.101 Fracture of unspecified carpal bone, right wrist
S62.101A Fracture of unspecified carpal bone, right wrist, initial encounter for closed fracture
-S62.102 Fracture of unspecified carpal bone, left wrist
S62.102A Fracture of unspecified carpal bone, left wrist, initial encounter for closed fracture
-S62.109 Fracture of unspecified carpal bone, unspecified wrist
S62.109A Fracture of unspecified carpal bone, unspecified wrist, initial encounter for closed fracture
-S62.6 Fracture of other and unspecified finger(s)
-S62.60 Fracture of unspecified phalanx of finger
-S62.609 Fracture of unspecified phalanx of unspecified finger
S62.609A Fracture of unspecified phalanx of unspecified finger, initial encounter for closed fracture
-S62.9 Unspecified fracture of wrist and hand
-S62.90 Unspecified fracture of unspecified wrist and hand
S62.90XA Unspecified fracture of unspecified wrist and hand, initial encounter for closed fracture
-S63 Dislocation and sprain of joints and ligaments at wrist and hand level
-S63.5 Other and unspecified sprain of wrist
-S63.50 Unspecified sprain of wrist
-S63.501 Unspecified sprain of right wrist
S63.501A Unspecified sprain of right wrist, initial encounter
-S63.502 Unspecified sprain of left wrist
S63.502A Unspecified sprain of left wrist, initial encounter
-S72 Fracture of femur
-S72.0 Fracture of head and neck of femur
-S72.00 Fracture of unspecified part of neck of femur
-S72.001 Fracture of unspecified part of neck of right femur
S72.001A Fracture of unspecified part of neck of right femur, initial encounter for closed fracture
-S72.002 Fracture of unspecified part of neck of left femur
S72.002A Fracture of unspecified part of neck of left femur, initial encounter for closed fracture
-S72.009 Fracture of unspecified part of neck of unspecified femur
S72.009A Fracture of unspecified part of neck of unspecified femur, initial encounter for closed fracture
-S72.1 Pertrochanteric fracture
-S72.14 Intertrochanteric fracture of femur
-S72.141 Displaced intertrochanteric fracture of right femur
S72.141A Displaced intertrochanteric fracture of right femur, initial encounter for closed fracture
-S72.142 Displaced intertrochanteric fracture of left femur
S72.142A Displaced intertrochanteric fracture of left femur, initial encounter for closed fracture
-S72.9 Unspecified fracture of femur
-S72.90 Unspecified fracture of unspecified femur
S72.90XA Unspecified fracture of unspecified femur, initial encounter for closed fracture
-S82 Fracture of lower leg, including ankle
-S82.0 Fracture of patella
-S82.00 Unspecified fracture of patella
-S82.001 Unspecified fracture of right patella
S82.001A Unspecified fracture of right patella, initial encounter for closed fracture
-S82.002 Unspecified fracture of left patella
S82.002A Unspecified fracture of left patella, initial encounter for closed fracture
-S82.1 Fracture of upper end of tibia
-S82.10 Unspecified fracture of upper end of tibia
-S82.101 Unspecified fracture of upper end of right tibia
S82.101A Unspecified fracture of upper end of right tibia, initial encounter for closed fracture
-S82.102 Unspecified fracture of upper end of left tibia
S82.102A Unspecified fracture of upper end of left tibia, initial encounter for closed fracture
-S82.2 Fracture of shaft of tibia
-S82.20 Unspecified fracture of shaft of tibia
-S82.201 Unspecified fracture of shaft of right tibia
S82.201A Unspecified fracture of shaft of right tibia, initial encounter for closed fracture
-S82.202 Unspecified fracture of shaft of left tibia
S82.202A Unspecified fracture of shaft of left tibia, initial encounter for closed fracture
-S82.209 Unspecified fracture of shaft of unspecified tibia
S82.209A Unspecified fracture of shaft of unspecified tibia, initial encounter for closed fracture
-S82.8 Other fractures of lower leg
-S82.89 Other fractures of lower leg
-S82.891 Other fracture of right lower leg
S82.891A Other fracture of right lower leg, initial encounter for closed fracture
-S82.892 Other fracture of left lower leg
S82.892A Other fracture of left lower leg, initial encounter for closed fracture
-S82.899 Other fracture of unspecified lower leg
S82.899A Other fracture of unspecified lower leg, initial encounter for closed fracture
-S83 Dislocation and sprain of joints and ligaments of knee
-S83.0 Subluxation and dislocation of patella
-S83.00 Unspecified subluxation and dislocation of patella
-S83.006 Unspecified dislocation of unspecified patella
S83.006A Unspecified dislocation of unspecified patella, initial encounter
-S83.2 Tear of meniscus, current injury
-S83.20 Tear of unspecified meniscus, current injury
-S83.206 Unspecified tear of unspecified meniscus, current injury, right knee
S83.206A Unspecified tear of unspecified meniscus, current injury, right knee, initial encounter
-S83.207 Unspecified tear of unspecified meniscus, current injury, left knee
S83.207A Unspecified tear of unspecified meniscus, current injury, left knee, initial encounter
-S83.209 Unspecified tear of unspecified meniscus, current injury, unspecified knee
S83.209A Unspecified tear of unspecified meniscus, current injury, unspecified knee, initial encounter
-S83.24 Other tear of medial meniscus, current injury
-S83.241 Other tear of medial meniscus, current injury, right knee
S83.241A Other tear of medial meniscus, current injury, right knee, initial encounter
-S83.242 Other tear of medial meniscus, current injury, left knee
S83.242A Other tear of medial meniscus, current injury, left knee, initial encounter
-S83.28 Other tear of lateral meniscus, current injury
-S83.281 Other tear of lateral meniscus, current injury, right knee
S83.281A Other tear of lateral meniscus, current injury, right knee, initial encounter
-S83.282 Other tear of lateral meniscus, current injury, left knee
S83.282A Other tear of lateral meniscus, current injury, left knee, initial encounter
-S83.4 Sprain of collateral ligament of knee
-S83.41 Sprain of medial collateral ligament of knee
-S83.411 Sprain of medial collateral ligament of right knee
S83.411A Sprain of medial collateral ligament of right knee, initial encounter
-S83.412 Sprain of medial collateral ligament of left knee
S83.412A Sprain of medial collateral ligament of left knee, initial encounter
-S83.5 Sprain of cruciate ligament of knee
-S83.51 Sprain of anterior cruciate ligament of knee
-S83.511 Sprain of anterior cruciate ligament of right knee
S83.511A Sprain of anterior cruciate ligament of right knee, initial encounter
-S83.512 Sprain of anterior cruciate ligament of left knee
S83.512A Sprain of anterior cruciate ligament of left knee, initial encounter
-S83.519 Sprain of anterior cruciate ligament of unspecified knee
S83.519A Sprain of anterior cruciate ligament of unspecified knee, initial encounter
-S83.52 Sprain of posterior cruciate ligament of knee
-S83.521 Sprain of posterior cruciate ligament of right knee
S83.521A Sprain of posterior cruciate ligament of right knee, initial encounter
-S83.522 Sprain of posterior cruciate ligament of left knee
S83.522A Sprain of posterior cruciate ligament of left knee, initial encounter
-S83.9 Sprain of unspecified site of knee
-S83.91 Sprain of unspecified site of right knee
S83.91XA Sprain of unspecified site of right knee, initial encounter
-S83.92 Sprain of unspecified site of left knee
S83.92XA Sprain of unspecified site of left knee, initial encounter
-S86 Injury of muscle, fascia and tendon at lower leg level
-S86.0 Injury of Achilles tendon
-S86.01 Strain of Achilles tendon
-S86.011 Strain of right Achilles tendon
S86.011A Strain of right Achilles tendon, initial encounter
-S86.012 Strain of left Achilles tendon
S86.012A Strain of left Achilles tendon, initial encounter
-S86.019 Strain of unspecified Achilles tendon
S86.019A Strain of unspecified Achilles tendon, initial encounter
-S92 Fracture of foot and toe, except ankle
-S92.3 Fracture of metatarsal bone(s)
-S92.30 Fracture of unspecified metatarsal bone(s)
-S92.301 Fracture of unspecified metatarsal bone(s), right foot
S92.301A Fracture of unspecified metatarsal bone(s), right foot, initial encounter for closed fracture
-S92.302 Fracture of unspecified metatarsal bone(s), left foot
S92.302A Fracture of unspecified metatarsal bone(s), left foot, initial encounter for closed fracture
-S92.309 Fracture of unspecified metatarsal bone(s), unspecified foot
S92.309A Fracture of unspecified metatarsal bone(s), unspecified foot, initial encounter for closed fracture
-S92.9 Unspecified fracture of foot and toe
-S92.90 Unspecified fracture of foot
-S92.901 Unspecified fracture of right foot
S92.901A Unspecified fracture of right foot, initial encounter for closed fracture
-S92.902 Unspecified fracture of left foot
S92.902A Unspecified fracture of left foot, initial encounter for closed fracture
-S92.909 Unspecified fracture of unspecified foot
S92.909A Unspecified fracture of unspecified foot, initial encounter for closed fracture
-S93 Dislocation and sprain of joints and ligaments at ankle, foot and toe level
-S93.4 Sprain of ankle
-S93.40 Sprain of unspecified ligament of ankle
-S93.401 Sprain of unspecified ligament of right ankle
S93.401A Sprain of unspecified ligament of right ankle, initial encounter
-S93.402 Sprain of unspecified ligament of left ankle
S93.402A Sprain of unspecified ligament of left ankle, initial encounter
-S93.409 Sprain of unspecified ligament of unspecified ankle
S93.409A Sprain of unspecified ligament of unspecified ankle, initial encounter
-T14 Injury of unspecified body region
-T14.8 Other injury of unspecified body region
T14.8XXA Other injury of unspecified body region, initial encounter
-T14.9 Unspecified injury
-T14.90 Injury, unspecified
T14.90XA Injury, unspecified, initial encounter
-T78 Adverse effects, not elsewhere classified
-T78.4 Other and unspecified allergy
-T78.40 Allergy, unspecified
T78.40XA Allergy, unspecified, initial encounter
-T81 Complications of procedures, not elsewhere classified
-T81.4 Infection following a procedure
-T81.49 Infection following a procedure, other surgical site
T81.49XA Infection following a procedure, other surgical site, initial encounter
-T84 Complications of internal orthopedic prosthetic devices, implants and grafts
-T84.8 Other specified complications of internal orthopedic prosthetic devices, implants and grafts
-T84.84 Pain due to internal orthopedic prosthetic devices, implants and grafts
T84.84XA Pain due to internal orthopedic prosthetic devices, implants and grafts, initial encounter
-U07 Emergency use of U07
U07.1 COVID-19
-W19 Unspecified fall
W19.XXXA Unspecified fall, initial encounter
-Z00 Encounter for general examination without complaint, suspected or reported diagnosis
-Z00.0 Encounter for general adult medical examination
Z00.00 Encounter for general adult medical examination without abnormal findings
-Z01 Encounter for other special examination without complaint, suspected or reported diagnosis
-Z01.8 Encounter for other specified special examinations
-Z01.81 Encounter for preprocedural examinations
Z01.810 Encounter for preprocedural cardiovascular examination
Z01.818 Encounter for other preprocedural examination
-Z03 Encounter for medical observation for suspected diseases and conditions ruled out
-Z03.8 Encounter for observation for other suspected diseases and conditions ruled out
Z03.89 Encounter for observation for other suspected diseases and conditions ruled out
Z08 Encounter for follow-up examination after completed treatment for malignant neoplasm
Z09 Encounter for follow-up examination after completed treatment for conditions other than malignant neoplasm
-Z12 Encounter for screening for malignant neoplasms
-Z12.1 Encounter for screening for malignant neoplasm of intestinal tract
Z12.11 Encounter for screening for malignant neoplasm of colon
Z12.2 Encounter for screening for malignant neoplasm of respiratory organs
-Z12.3 Encounter for screening for malignant neoplasm of breast
Z12.31 Encounter for screening mammogram for malignant neoplasm of breast
Z12.5 Encounter for screening for malignant neoplasm of prostate
-Z13 Encounter for screening for other diseases and disorders
Z13.6 Encounter for screening for cardiovascular disorders
-Z13.8 Encounter for screening for other specified diseases and disorders
-Z13.82 Encounter for screening for musculoskeletal disorder
Z13.820 Encounter for screening for osteoporosis
-Z20 Contact with and (suspected) exposure to communicable diseases
-Z20.8 Contact with and (suspected) exposure to other communicable diseases
-Z20.82 Contact with and (suspected) exposure to other viral communicable diseases
Z20.822 Contact with and (suspected) exposure to COVID-19
Z21 Asymptomatic human immunodeficiency virus [HIV] infection status
-Z34 Encounter for supervision of normal pregnancy
-Z34.9 Encounter for supervision of normal pregnancy, unspecified
Z34.90 Encounter for supervision of normal pregnancy, unspecified, unspecified trimester
-Z45 Encounter for adjustment and management of implanted device
Z45.2 Encounter for adjustment and management of vascular access device
-Z47 Orthopedic aftercare
Z47.1 Aftercare following joint replacement surgery
-Z48 Encounter for other postprocedural aftercare
-Z48.8 Encounter for other specified postprocedural aftercare
-Z48.81 Encounter for surgical aftercare following surgery on specified body systems
Z48.815 Encounter for surgical aftercare following surgery on the digestive system
-Z51 Encounter for other aftercare and medical care
-Z51.1 Encounter for antineoplastic chemotherapy and immunotherapy
Z51.11 Encounter for antineoplastic chemotherapy
-Z71 Persons encountering health services for other counseling and medical advice, not elsewhere classified
-Z71.8 Other specified counseling
Z71.89 Other specified counseling
-Z79 Long term (current) drug therapy
-Z79.0 Long term (current) use of anticoagulants and antithrombotics/antiplatelets
Z79.01 Long term (current) use of anticoagulants
Z79.4 Long term (current) use of insulin
-Z80 Family history of primary malignant neoplasm
Z80.0 Family history of malignant neoplasm of digestive organs
Z80.3 Family history of malignant neoplasm of breast
-Z82 Family history of certain disabilities and chronic diseases (leading to disablement)
-Z82.4 Family history of ischemic heart disease and other diseases of the circulatory system
Z82.49 Family history of ischemic heart disease and other diseases of the circulatory system
-Z85 Personal history of malignant neoplasm
-Z85.0 Personal history of malignant neoplasm of digestive organs
-Z85.03 Personal history of malignant neoplasm of large intestine
Z85.038 Personal history of other malignant neoplasm of large intestine
-Z85.1 Personal history of malignant neoplasm of trachea, bronchus and lung
-Z85.11 Personal history of malignant neoplasm of bronchus and lung
Z85.118 Personal history of other malignant neoplasm of bronchus and lung
Z85.3 Personal history of malignant neoplasm of breast
-Z85.4 Personal history of malignant neoplasm of genital organs
Z85.46 Personal history of malignant neoplasm of prostate
-Z85.5 Personal history of malignant neoplasm of urinary tract
-Z85.52 Personal history of malignant neoplasm of kidney
Z85.528 Personal history of other malignant neoplasm of kidney
-Z85.8 Personal history of malignant neoplasms of other organs and systems
-Z85.82 Personal history of malignant neoplasm of skin
Z85.820 Personal history of malignant melanoma of skin
-Z86 Personal history of certain other diseases
-Z86.0 Personal history of in-situ and benign neoplasms and neoplasms of uncertain behavior
-Z86.01 Personal history of benign neoplasm
-Z86.010 Personal history of colon polyps
Z86.0100 Personal history of colon polyps, unspecified
-Z86.7 Personal history of diseases of the circulatory system
-Z86.71 Personal history of venous thrombosis and embolism
Z86.711 Personal history of pulmonary embolism
Z86.718 Personal history of other venous thrombosis and embolism
Z86.73 Personal history of transient ischemic attack (TIA), and cerebral infarction without residual deficits
-Z87 Personal history of other diseases and conditions
-Z87.4 Personal history of diseases of genitourinary system
-Z87.44 Personal history of diseases of urinary system
Z87.442 Personal history of urinary calculi
-Z87.8 Personal history of other specified conditions
-Z87.89 Personal history of other specified conditions
Z87.891 Personal history of nicotine dependence
-Z90 Acquired absence of organs, not elsewhere classified
-Z90.1 Acquired absence of breast and nipple
Z90.10 Acquired absence of unspecified breast and nipple
-Z94 Transplanted organ and tissue status
Z94.0 Kidney transplant status
Z94.4 Liver transplant status
-Z95 Presence of cardiac and vascular implants and grafts
Z95.0 Presence of cardiac pacemaker
Z95.1 Presence of aortocoronary bypass graft
Z95.2 Presence of prosthetic heart valve
Z95.5 Presence of coronary angioplasty implant and graft
-Z96 Presence of other functional implants
-Z96.6 Presence of orthopedic joint implants
-Z96.64 Presence of artificial hip joint
Z96.641 Presence of right artificial hip joint
Z96.642 Presence of left artificial hip joint
-Z96.65 Presence of artificial knee joint
Z96.651 Presence of right artificial knee joint
Z96.652 Presence of left artificial knee joint
-Z98 Other postprocedural states
Z98.1 Arthrodesis status
-Z98.8 Other specified postprocedural states
-Z98.89 Other specified postprocedural states
Z98.890 Other specified postprocedural states
-Z99 Dependence on enabling machines and devices, not elsewhere classified
Z99.2 Dependence on renal dialysis
`;
