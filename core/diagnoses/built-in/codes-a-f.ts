/** One code a line, as in the code set; a line that begins with a hyphen is a header. */
export const codesFromAToF = `
A09 Infectious gastroenteritis and colitis, unspecified
-A15 Respiratory tuberculosis
A15.0 Tuberculosis of lung
-A41 Other sepsis
A41.9 Sepsis, unspecified organism
-A49 Bacterial infection of unspecified site
A49.9 Bacterial infection, unspecified
-A69 Other spirochetal infections
-A69.2 Lyme disease
A69.20 Lyme disease, unspecified
-B00 Herpesviral [herpes simplex] infections
B00.9 Herpesviral infection, unspecified
-B02 Zoster [herpes zoster]
B02.9 Zoster without complications
-B18 Chronic viral hepatitis
B18.1 Chronic viral hepatitis B without delta-agent
B18.2 Chronic viral hepatitis C
-B19 Unspecified viral hepatitis
-B19.2 Unspecified viral hepatitis C
B19.20 Unspecified viral hepatitis C without hepatic coma
B20 Human immunodeficiency virus [HIV] disease
-B34 Viral infection of unspecified site
B34.9 Viral infection, unspecified
-B35 Dermatophytosis
B35.1 Tinea unguium
-B37 Candidiasis
B37.0 Candidal stomatitis
B37.9 Candidiasis, unspecified
-C15 Malignant neoplasm of esophagus
C15.9 Malignant neoplasm of esophagus, unspecified
-C16 Malignant neoplasm of stomach
C16.9 Malignant neoplasm of stomach, unspecified
-C18 Malignant neoplasm of colon
C18.0 Malignant neoplasm of cecum
C18.2 Malignant neoplasm of ascending colon
C18.7 Malignant neoplasm of sigmoid colon
C18.9 Malignant neoplasm of colon, unspecified
C20 Malignant neoplasm of rectum
-C22 Malignant neoplasm of liver and intrahepatic bile ducts
C22.0 Liver cell carcinoma
-C24 Malignant neoplasm of other and unspecified parts of biliary tract
C24.0 Malignant neoplasm of extrahepatic bile duct
-C25 Malignant neoplasm of pancreas
C25.0 Malignant neoplasm of head of pancreas
C25.9 Malignant neoplasm of pancreas, unspecified
-C32 Malignant neoplasm of larynx
C32.9 Malignant neoplasm of larynx, unspecified
-C34 Malignant neoplasm of bronchus and lung
-C34.1 Malignant neoplasm of upper lobe, bronchus or lung
C34.10 Malignant neoplasm of upper lobe, unspecified bronchus or lung
C34.11 Malignant neoplasm of upper lobe, right bronchus or lung
C34.12 Malignant neoplasm of upper lobe, left bronchus or lung
-C34.3 Malignant neoplasm of lower lobe, bronchus or lung
C34.30 Malignant neoplasm of lower lobe, unspecified bronchus or lung
C34.31 Malignant neoplasm of lower lobe, right bronchus or lung
C34.32 Malignant neoplasm of lower lobe, left bronchus or lung
-C34.9 Malignant neoplasm of unspecified part of bronchus or lung
C34.90 Malignant neoplasm of unspecified part of unspecified bronchus or lung
C34.91 Malignant neoplasm of unspecified part of right bronchus or lung
C34.92 Malignant neoplasm of unspecified part of left bronchus or lung
-C41 Malignant neoplasm of bone and articular cartilage of other and unspecified sites
C41.9 Malignant neoplasm of bone and articular cartilage, unspecified
-C43 Malignant melanoma of skin
C43.9 Malignant melanoma of skin, unspecified
-C44 Other and unspecified malignant neoplasm of skin
-C44.9 Other and unspecified malignant neoplasm of skin, unspecified
C44.91 Basal cell carcinoma of skin, unspecified
-C45 Mesothelioma
C45.0 Mesothelioma of pleura
-C49 Malignant neoplasm of other connective and soft tissue
C49.9 Malignant neoplasm of connective and soft tissue, unspecified
-C50 Malignant neoplasm of breast
-C50.9 Malignant neoplasm of breast of unspecified site
-C50.91 Malignant neoplasm of breast of unspecified site, female
C50.911 Malignant neoplasm of unspecified site of right female breast
C50.912 Malignant neoplasm of unspecified site of left female breast
C50.919 Malignant neoplasm of unspecified site of unspecified female breast
-C53 Malignant neoplasm of cervix uteri
C53.9 Malignant neoplasm of cervix uteri, unspecified
-C54 Malignant neoplasm of corpus uteri
C54.1 Malignant neoplasm of endometrium
-C56 Malignant neoplasm of ovary
C56.9 Malignant neoplasm of unspecified ovary
C61 Malignant neoplasm of prostate
-C62 Malignant neoplasm of testis
-C62.9 Malignant neoplasm of testis, unspecified whether descended or undescended
C62.90 Malignant neoplasm of unspecified testis, unspecified whether descended or undescended
-C64 Malignant neoplasm of kidney, except renal pelvis
C64.1 Malignant neoplasm of right kidney, except renal pelvis
C64.2 Malignant neoplasm of left kidney, except renal pelvis
C64.9 Malignant neoplasm of unspecified kidney, except renal pelvis
-C67 Malignant neoplasm of bladder
C67.9 Malignant neoplasm of bladder, unspecified
-C71 Malignant neoplasm of brain
C71.9 Malignant neoplasm of brain, unspecified
C73 Malignant neoplasm of thyroid gland
-C77 Secondary and unspecified malignant neoplasm of lymph nodes
C77.9 Secondary and unspecified malignant neoplasm of lymph node, unspecified
-C78 Secondary malignant neoplasm of respiratory and digestive organs
-C78.0 Secondary malignant neoplasm of lung
C78.00 Secondary malignant neoplasm of unspecified lung
C78.7 Secondary malignant neoplasm of liver and intrahepatic bile duct
-C79 Secondary malignant neoplasm of other and unspecified sites
-C79.3 Secondary malignant neoplasm of brain and cerebral meninges
C79.31 Secondary malignant neoplasm of brain
-C79.5 Secondary malignant neoplasm of bone and bone marrow
C79.51 Secondary malignant neoplasm of bone
-C7A Malignant neuroendocrine tumors
-C7A.0 Malignant carcinoid tumors
C7A.00 Malignant carcinoid tumor of unspecified site
-C7B Secondary neuroendocrine tumors
-C7B.0 Secondary carcinoid tumors
C7B.00 Secondary carcinoid tumors, unspecified site
-C80 Malignant neoplasm without specification of site
C80.1 Malignant (primary) neoplasm, unspecified
-C81 Hodgkin lymphoma
-C81.9 Hodgkin lymphoma, unspecified
C81.90 Hodgkin lymphoma, unspecified, unspecified site
-C82 Follicular lymphoma
-C82.9 Follicular lymphoma, unspecified
C82.90 Follicular lymphoma, unspecified, unspecified site
-C83 Non-follicular lymphoma
-C83.3 Diffuse large B-cell lymphoma
C83.30 Diffuse large B-cell lymphoma, unspecified site
-C85 Other specified and unspecified types of non-Hodgkin lymphoma
-C85.9 Non-Hodgkin lymphoma, unspecified
C85.90 Non-Hodgkin lymphoma, unspecified, unspecified site
-C90 Multiple myeloma and malignant plasma cell neoplasms
-C90.0 Multiple myeloma
C90.00 Multiple myeloma not having achieved remission
-C91 Lymphoid leukemia
-C91.1 Chronic lymphocytic leukemia of B-cell type
C91.10 Chronic lymphocytic leukemia of B-cell type not having achieved remission
-C92 Myeloid leukemia
-C92.0 Acute myeloblastic leukemia
C92.00 Acute myeloblastic leukemia, not having achieved remission
-C92.1 Chronic myeloid leukemia, BCR/ABL-positive
C92.10 Chronic myeloid leukemia, BCR/ABL-positive, not having achieved remission
-D05 Carcinoma in situ of breast
-D05.1 Intraductal carcinoma in situ of breast
D05.10 Intraductal carcinoma in situ of unspecified breast
-D12 Benign neoplasm of colon, rectum, anus and anal canal
D12.6 Benign neoplasm of colon, unspecified
-D17 Benign lipomatous neoplasm
D17.9 Benign lipomatous neoplasm, unspecified
-D18 Hemangioma and lymphangioma, any site
-D18.0 Hemangioma
D18.00 Hemangioma unspecified site
-D22 Melanocytic nevi
D22.9 Melanocytic nevi, unspecified
-D25 Leiomyoma of uterus
D25.9 Leiomyoma of uterus, unspecified
-D32 Benign neoplasm of meninges
D32.0 Benign neoplasm of cerebral meninges
D32.9 Benign neoplasm of meninges, unspecified
-D33 Benign neoplasm of brain and other parts of central nervous system
D33.3 Benign neoplasm of cranial nerves
-D35 Benign neoplasm of other and unspecified endocrine glands
-D35.0 Benign neoplasm of adrenal gland
D35.00 Benign neoplasm of unspecified adrenal gland
D35.2 Benign neoplasm of pituitary gland
-D37 Neoplasm of uncertain behavior of oral cavity and digestive organs
D37.8 Neoplasm of uncertain behavior of other specified digestive organs
-D43 Neoplasm of uncertain behavior of brain and central nervous system
D43.2 Neoplasm of uncertain behavior of brain, unspecified
D45 Polycythemia vera
-D46 Myelodysplastic syndromes
D46.9 Myelodysplastic syndrome, unspecified
-D47 Other neoplasms of uncertain behavior of lymphoid, hematopoietic and related tissue
D47.2 Monoclonal gammopathy
-D48 Neoplasm of uncertain behavior of other and unspecified sites
D48.9 Neoplasm of uncertain behavior, unspecified
-D49 Neoplasms of unspecified behavior
D49.2 Neoplasm of unspecified behavior of bone, soft tissue, and skin
D49.6 Neoplasm of unspecified behavior of brain
-D50 Iron deficiency anemia
D50.9 Iron deficiency anemia, unspecified
-D57 Sickle-cell disorders
D57.1 Sickle-cell disease without crisis
-D61 Other aplastic anemias and other bone marrow failure syndromes
-D61.8 Other specified aplastic anemias and other bone marrow failure syndromes
-D61.81 Pancytopenia
D61.818 Other pancytopenia
-D64 Other anemias
D64.9 Anemia, unspecified
-D68 Other coagulation defects
D68.9 Coagulation defect, unspecified
-D69 Purpura and other hemorrhagic conditions
D69.6 Thrombocytopenia, unspecified
-D72 Other disorders of white blood cells
-D72.8 Other specified disorders of white blood cells
-D72.82 Elevated white blood cell count
D72.829 Elevated white blood cell count, unspecified
-D75 Other and unspecified diseases of blood and blood-forming organs
-D75.8 Other specified diseases of blood and blood-forming organs
-D75.83 Thrombocytosis
D75.839 Thrombocytosis, unspecified
-D86 Sarcoidosis
D86.0 Sarcoidosis of lung
D86.9 Sarcoidosis, unspecified
-E03 Other hypothyroidism
E03.9 Hypothyroidism, unspecified
-E04 Other nontoxic goiter
E04.1 Nontoxic single thyroid nodule
E04.2 Nontoxic multinodular goiter
-E05 Thyrotoxicosis [hyperthyroidism]
-E05.0 Thyrotoxicosis with diffuse goiter
E05.00 Thyrotoxicosis with diffuse goiter without thyrotoxic crisis or storm
-E05.9 Thyrotoxicosis, unspecified
E05.90 Thyrotoxicosis, unspecified without thyrotoxic crisis or storm
-E06 Thyroiditis
E06.3 Autoimmune thyroiditis
-E10 Type 1 diabetes mellitus
E10.9 Type 1 diabetes mellitus without complications
-E11 Type 2 diabetes mellitus
-E11.2 Type 2 diabetes mellitus with kidney complications
E11.22 Type 2 diabetes mellitus with diabetic chronic kidney disease
-E11.3 Type 2 diabetes mellitus with ophthalmic complications
-E11.31 Type 2 diabetes mellitus with unspecified diabetic retinopathy
E11.319 Type 2 diabetes mellitus with unspecified diabetic retinopathy without macular edema
-E11.4 Type 2 diabetes mellitus with neurological complications
E11.40 Type 2 diabetes mellitus with diabetic neuropathy, unspecified
E11.42 Type 2 diabetes mellitus with diabetic polyneuropathy
-E11.6 Type 2 diabetes mellitus with other specified complications
-E11.62 Type 2 diabetes mellitus with skin complications
E11.621 Type 2 diabetes mellitus with foot ulcer
E11.65 Type 2 diabetes mellitus with hyperglycemia
E11.9 Type 2 diabetes mellitus without complications
-E21 Hyperparathyroidism and other disorders of parathyroid gland
E21.0 Primary hyperparathyroidism
E21.3 Hyperparathyroidism, unspecified
-E22 Hyperfunction of pituitary gland
E22.1 Hyperprolactinemia
-E24 Cushing's syndrome
E24.9 Cushing's syndrome, unspecified
-E27 Other disorders of adrenal gland
E27.8 Other specified disorders of adrenal gland
E27.9 Disorder of adrenal gland, unspecified
-E28 Ovarian dysfunction
E28.2 Polycystic ovarian syndrome
-E29 Testicular dysfunction
E29.1 Testicular hypofunction
-E34 Other endocrine disorders
E34.9 Endocrine disorder, unspecified
E46 Unspecified protein-calorie malnutrition
-E55 Vitamin D deficiency
E55.9 Vitamin D deficiency, unspecified
-E66 Overweight and obesity
-E66.0 Obesity due to excess calories
E66.01 Morbid (severe) obesity due to excess calories
E66.9 Obesity, unspecified
-E78 Disorders of lipoprotein metabolism and other lipidemias
-E78.0 Pure hypercholesterolemia
E78.00 Pure hypercholesterolemia, unspecified
E78.2 Mixed hyperlipidemia
E78.5 Hyperlipidemia, unspecified
-E83 Disorders of mineral metabolism
-E83.4 Disorders of magnesium metabolism
E83.42 Hypomagnesemia
-E86 Volume depletion
E86.0 Dehydration
-E87 Other disorders of fluid, electrolyte and acid-base balance
E87.1 Hypo-osmolality and hyponatremia
E87.5 Hyperkalemia
E87.6 Hypokalemia
-F03 Unspecified dementia
-F03.9 Unspecified dementia
F03.90 Unspecified dementia without behavioral disturbance
-F10 Alcohol related disorders
-F10.2 Alcohol dependence
F10.20 Alcohol dependence, uncomplicated
-F11 Opioid related disorders
-F11.2 Opioid dependence
F11.20 Opioid dependence, uncomplicated
-F17 Nicotine dependence
-F17.2 Nicotine dependence
-F17.21 Nicotine dependence, cigarettes
F17.210 Nicotine dependence, cigarettes, uncomplicated
-F20 Schizophrenia
F20.9 Schizophrenia, unspecified
-F31 Bipolar disorder
F31.9 Bipolar disorder, unspecified
-F32 Major depressive disorder, single episode
F32.9 Major depressive disorder, single episode, unspecified
F32.A Depression, unspecified
-F33 Major depressive disorder, recurrent
F33.1 Major depressive disorder, recurrent, moderate
F33.9 Major depressive disorder, recurrent, unspecified
-F41 Other anxiety disorders
F41.1 Generalized anxiety disorder
F41.9 Anxiety disorder, unspecified
-F43 Reaction to severe stress, and adjustment disorders
-F43.1 Post-traumatic stress disorder (PTSD)
F43.10 Post-traumatic stress disorder, unspecified
-F43.2 Adjustment disorders
F43.23 Adjustment disorder with mixed anxiety and depressed mood
-F50 Eating disorders
F50.9 Eating disorder, unspecified
-F51 Sleep disorders not due to a substance or known physiological condition
-F51.0 Insomnia not due to a substance or known physiological condition
F51.01 Primary insomnia
-F80 Specific developmental disorders of speech and language
F80.9 Developmental disorder of speech and language, unspecified
-F84 Pervasive developmental disorders
F84.0 Autistic disorder
-F90 Attention-deficit hyperactivity disorders
F90.0 Attention-deficit hyperactivity disorder, predominantly inattentive type
F90.9 Attention-deficit hyperactivity disorder, unspecified type
-F98 Other behavioral and emotional disorders with onset usually occurring in childhood and adolescence
F98.0 Enuresis not due to a substance or known physiological condition
`;
