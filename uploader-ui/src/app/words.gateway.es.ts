import type { StructureFindingCode } from '#core/dicom/finding.js';
import type { ErrorCode } from '#core/errors/gateway-error.js';

const sendAgainLater = 'Envíelo de nuevo en unos minutos; lo que se respondió con éxito está a salvo.';
const askForNewExport = 'Exporte las imágenes de nuevo desde el sistema que las creó y envíelas otra vez.';

// What the gateway's problems are called, by code, with what to do next.
const problems: Record<ErrorCode, readonly [title: string, next: string]> = {
  'out-of-resources': ['En este momento no hay espacio para guardar nada', sendAgainLater],
  'disk-unavailable': ['En este momento el disco no acepta nada', sendAgainLater],
  'database-unavailable': ['En este momento no se puede acceder a la base de datos', sendAgainLater],
  'shutting-down': ['Este servidor se está reiniciando', 'Intente de nuevo en medio minuto.'],
  'not-dicom': ['Este no es un archivo DICOM', askForNewExport],
  'media-directory': ['Un DICOMDIR es un índice y no contiene imágenes', 'Envíe los archivos que enumera.'],
  truncated: ['El archivo termina antes que su contenido', askForNewExport],
  'cannot-understand': ['No se puede leer el conjunto de datos DICOM', askForNewExport],
  'limit-exceeded': ['El conjunto de datos DICOM supera un límite de este sistema', askForNewExport],
  'invalid-uid': ['Un identificador único contiene caracteres no permitidos', askForNewExport],
  'missing-uid': ['Falta un identificador único', askForNewExport],
  'identity-mismatch': ['Las imágenes no dicen lo mismo que la solicitud que las trajo', askForNewExport],
  'study-mismatch': [
    'Las imágenes pertenecen a otro estudio que el que nombra la dirección',
    'Envíelas a la dirección de su propio estudio, o a la que no nombra ninguno.',
  ],
  'conflicting-content': [
    'Ya hay aquí una imagen con el mismo identificador y otro contenido',
    'Se conserva la primera. El personal de radiología ve ambas; pregúntele cuál vale.',
  ],
  'sop-class-not-supported': ['Este tipo de objeto DICOM no se guarda aquí', 'Envíe solo las imágenes.'],
  'transfer-syntax-not-supported': ['La codificación de esta imagen no es compatible', 'Envíela en otra sintaxis de transferencia.'],
  'not-authorised': ['El remitente no puede hacer esto', 'Pida al hospital que registre el sistema que envía.'],
  'order-not-open': [
    'La orden de derivación no acepta nada en este momento',
    'Abra la orden para ver si está firmada y no está cancelada ni cerrada; si hace falta, solicite una nueva.',
  ],
  'bad-request': ['No se puede entender la solicitud', 'Corrija lo que se indica y envíela de nuevo.'],
  unauthenticated: ['Es necesario iniciar sesión', 'Inicie sesión con su usuario y contraseña, o envíe un token válido.'],
  forbidden: ['Su cuenta no puede hacer esto', 'Pregunte a un administrador si se debe cambiar su función.'],
  'csrf-token-missing': ['La solicitud no demostró que viene de este portal', 'Cargue la página de nuevo y repita el paso.'],
  'not-found': ['Aquí no hay nada', 'Vuelva a la lista y elija desde allí.'],
  conflict: [
    'Algo cambió entretanto, o la situación no permite esto',
    'Cargue la página de nuevo, revise lo que cambió y decida otra vez.',
  ],
  'likely-duplicate': [
    'Es posible que este paciente ya tenga una historia',
    'Compare los candidatos: agregue el correcto a sus pacientes, o indique cuáles son otra persona (notTheSameAs).',
  ],
  'unsupported-media-type': [
    'El tipo de contenido de la solicitud no se admite aquí',
    'Envíe el tipo de contenido que nombra la descripción de la interfaz.',
  ],
  'not-acceptable': ['No se puede dar ninguno de los tipos de contenido pedidos', 'Pida otro tipo de contenido (encabezado Accept).'],
  'payload-too-large': ['La solicitud es demasiado grande', 'Envíela en partes más pequeñas.'],
  'too-slow': ['La solicitud llegó demasiado despacio', 'Revise la red y envíela de nuevo.'],
  'rate-limited': ['Demasiados intentos', 'Espere unos minutos y vuelva a intentarlo.'],
  'not-implemented': ['Esto todavía no se ofrece', 'Use lo que enumera la descripción de la interfaz.'],
  'stored-bytes-damaged': [
    'La imagen guardada está dañada',
    'No la use; avise al administrador, que tiene su identificador en el registro.',
  ],
  internal: ['Falló algo que nadie previó', 'Intente de nuevo; si vuelve a fallar, diga al administrador la hora en que ocurrió.'],
};

const tellTheVendor = 'Nada por ahora; se debe avisar al fabricante del sistema que envía.';
const nothingToDo = 'No hay que hacer nada.';
const scanTheComputer = 'Haga revisar la computadora que envía por si tiene software malicioso; las imágenes en sí se pueden usar.';
const sendInstanceAgain = 'Pida al remitente que envíe de nuevo esta instancia; haga revisar el almacenamiento.';
const lookInViewer = 'Mírela en el visor; si no se puede mostrar, pida al remitente que la envíe sin comprimir.';

type FindingWords = readonly [explanation: string, whatToDo: string];

const structureFindings: Record<StructureFindingCode, FindingWords> = {
  'no-file-meta-information': [
    'El archivo no tiene preámbulo ni metainformación; su sintaxis de transferencia se reconoció por sus bytes.',
    'Por ahora no hay que hacer nada; pida al remitente que exporte archivos DICOM completos (PS3.10).',
  ],
  'meta-transfer-syntax-missing': [
    'La metainformación del archivo no nombra ninguna sintaxis de transferencia; se reconoció por los bytes del conjunto de datos.',
    tellTheVendor,
  ],
  'meta-group-length-missing': ['La metainformación del archivo no indica la longitud del grupo.', tellTheVendor],
  'meta-group-length-wrong': [
    'La metainformación del archivo es más larga o más corta de lo que dice la longitud de su grupo.',
    tellTheVendor,
  ],
  'meta-sop-class-missing': ['La metainformación del archivo no nombra la clase SOP.', tellTheVendor],
  'meta-sop-instance-missing': ['La metainformación del archivo no nombra la instancia SOP.', tellTheVendor],
  'meta-identity-differs': [
    'La metainformación del archivo nombra otra clase o instancia SOP que el conjunto de datos; se toma el conjunto de datos.',
    tellTheVendor,
  ],
  'meta-implicit-vr': ['La metainformación del archivo está codificada sin representaciones de valor.', tellTheVendor],
  'preamble-executable': [
    'El preámbulo del archivo comienza como un programa. Se conserva como prueba y nunca se entrega.',
    scanTheComputer,
  ],
  'preamble-markup': [
    'El preámbulo del archivo comienza como una página web o un documento. Se conserva como prueba y nunca se entrega.',
    scanTheComputer,
  ],
  'preamble-not-zero': [
    'El preámbulo del archivo no está vacío ni es un encabezado TIFF. Se conserva como prueba y sale de este sistema en ceros.',
    nothingToDo,
  ],
  'uid-not-standard': [
    'Un identificador único no está formado como exige PS3.5 9.1 (letras, un cero inicial o una parte vacía).',
    tellTheVendor,
  ],
  'elements-out-of-order': ['Los elementos de datos no están en el orden ascendente de sus etiquetas.', tellTheVendor],
  'duplicate-element': ['Un elemento de datos aparece más de una vez; se toma su primer valor.', tellTheVendor],
  'odd-length': ['Un valor tiene un número impar de bytes; PS3.5 exige un número par.', tellTheVendor],
  'vr-not-standard': ['Un elemento de datos tiene una representación de valor que el estándar no conoce.', tellTheVendor],
  'item-encoding-differs': [
    'Los ítems de una secuencia están codificados de otra forma que el conjunto de datos que los rodea.',
    tellTheVendor,
  ],
  'stray-delimiter': ['Hay un ítem de delimitación donde no corresponde ninguno.', tellTheVendor],
  'trailing-zeros': ['Al final del conjunto de datos siguen bytes en cero.', nothingToDo],
  'bytes-after-deflated-data': ['Al final del conjunto de datos comprimido siguen algunos bytes.', nothingToDo],
  'transfer-syntax-retired': [
    'La sintaxis de transferencia está retirada; pocos sistemas pueden mostrar todavía tales imágenes.',
    'Si no se puede mostrar, pida al remitente que la envíe sin comprimir.',
  ],
  'transfer-syntax-unknown': [
    'La sintaxis de transferencia es privada o no se conoce aquí.',
    'Si no se puede mostrar, pida al remitente una sintaxis de transferencia estándar.',
  ],
  'text-not-trusted': [
    'El texto no puede estar en el juego de caracteres que declara el conjunto de datos; los nombres pueden mostrarse mal.',
    'Compare los nombres a simple vista; nada se empareja por ellos automáticamente.',
  ],
  'value-cut-for-index': ['Un valor largo se acortó en el índice; el conjunto de datos guardado está completo.', nothingToDo],
};

// Those of the validation (workers/validate/findings.ts); a unit test compares the codes.
const validationFindings: Record<string, FindingWords> = {
  'stored-bytes-damaged': ['Los bytes guardados no son los bytes que se recibieron.', sendInstanceAgain],
  'stored-bytes-missing': ['No se encuentra el archivo guardado.', sendInstanceAgain],
  'pixel-data-too-short': [
    'Los datos de píxeles son más cortos de lo que exigen las filas, las columnas y los cuadros: falta una parte de la imagen.',
    'Pida al remitente que envíe de nuevo esta instancia desde el original.',
  ],
  'decoder-ended': [
    'La decodificación de esta imagen hizo terminar el decodificador tres veces. Se aparta para que no pueda dañar un visor.',
    'Pida al remitente esta instancia en otra sintaxis de transferencia.',
  ],
  'pixel-data-undecodable': ['No se pudo decodificar aquí un cuadro de esta imagen; es posible que un visor no lo muestre.', lookInViewer],
  'frame-size-differs': [
    'La imagen comprimida tiene otro tamaño que el que dicen sus atributos.',
    'Compare la imagen en un visor con su descripción.',
  ],
  'pixel-data-too-long': [
    'Los datos de píxeles son más largos de lo que exigen las filas, las columnas y los cuadros; lo que sigue al último cuadro no se muestra.',
    'No hay que hacer nada si el número de cuadros es correcto.',
  ],
  'pixel-data-length-of-444': [
    'Los datos de píxeles dicen que sus colores están reducidos a la mitad (4:2:2), pero los contienen todos.',
    'No hay que hacer nada si los colores se ven bien.',
  ],
  'pixel-data-missing': [
    'El objeto es de una clase de imagen pero no contiene datos de píxeles.',
    'Pregunte al remitente si la imagen se eliminó al exportar.',
  ],
  'frame-count-differs': [
    'Hay menos fragmentos comprimidos que cuadros: pueden faltar cuadros.',
    'Revise todos los cuadros en el visor; si faltan algunos, pida al remitente que la envíe de nuevo.',
  ],
  'content-of-other-transfer-syntax': ['La imagen comprimida no comienza como dice su sintaxis de transferencia.', lookInViewer],
  'required-attribute-missing': [
    'Faltan o están vacíos atributos que este tipo de objeto debe llevar',
    'Compruebe que las imágenes se puedan usar como están; avise al fabricante del sistema que envía.',
  ],
  'patient-attribute-missing': [
    'Faltan o están vacíos atributos que identifican al paciente',
    'Pregunte al remitente de quién son estas imágenes.',
  ],
  'study-attribute-missing': [
    'No están presentes atributos que un archivo espera',
    'No hay que hacer nada; avise al fabricante del sistema que envía.',
  ],
  'preamble-neutralised': [
    'El archivo comienza como un programa o una página web. Esa parte se conserva como prueba y sale de este sistema en ceros.',
    'Diga al remitente que se debe analizar la computadora o el disco de donde vino.',
  ],
  'text-cannot-be-trusted': [
    'Los nombres y textos no están en el juego de caracteres que declara el objeto y pueden mostrarse mal.',
    'Compare el nombre a simple vista con la orden; nada se emparejó por él automáticamente.',
  ],
};

// What the questions ask and how they can be answered (core/studies/question-words.ts).
const questions = {
  'More orders or statements could fit than are compared by themselves. To which referral order do these images belong?':
    'Podrían encajar más órdenes o datos de los que se comparan automáticamente. ¿A qué orden de derivación pertenecen estas imágenes?',
  'The order that fits was signed long ago and has its images, or expects none. Do these images belong to it? Attach the study, or choose another order.':
    'La orden que encaja se firmó hace mucho y ya tiene sus imágenes, o no espera ninguna. ¿Le pertenecen estas imágenes? Vincule el estudio o elija otra orden.',
  'The images were sent for another order than the one they are attached to. To which of them do they belong?':
    'Las imágenes se enviaron para otra orden que aquella a la que están vinculadas. ¿A cuál de ellas pertenecen?',
  'The order that these images were sent for is cancelled. Attach the study to another order, or reject it.':
    'La orden para la que se enviaron estas imágenes está cancelada. Vincule el estudio a otra orden o rechácelo.',
  'The order that these images were sent for was closed before they came. Attach the study to another order, or reject it.':
    'La orden para la que se enviaron estas imágenes se cerró antes de que llegaran. Vincule el estudio a otra orden o rechácelo.',
  'The images came again for an order from which the study was detached. To which referral order do they belong?':
    'Las imágenes llegaron de nuevo para una orden de la que se desvinculó el estudio. ¿A qué orden de derivación pertenecen?',
  'The images name different patients. To which referral order does the study belong?':
    'Las imágenes nombran a pacientes distintos. ¿A qué orden de derivación pertenece el estudio?',
  'To which referral order do these images belong? Attach the study to it.':
    '¿A qué orden de derivación pertenecen estas imágenes? Vincule el estudio a ella.',
  "Are these images of the order's patient? The identities do not agree on every point.":
    '¿Son estas imágenes del paciente de la orden? Las identidades no coinciden en todos los puntos.',
  'The sender sent other content under identifiers that are here already. The first content was kept; is it the right one?':
    'El remitente envió otro contenido con identificadores que ya están aquí. Se conservó el primer contenido; ¿es el correcto?',
  'The instances of this study name different patients. Are they all of one person?':
    'Las instancias de este estudio nombran a pacientes distintos. ¿Son todas de una misma persona?',
  'Some instances can not be used as they are. Shall the study go on without them?':
    'Algunas instancias no se pueden usar como están. ¿Debe continuar el estudio sin ellas?',
};

const answers = {
  "Yes, they are of the order's patient": 'Sí, son del paciente de la orden',
  'No, they are of somebody else: detach them from the order': 'No, son de otra persona: desvincularlas de la orden',
  "These images were found not to be of the order's patient. Attach the study to another order, or reject it.":
    'Se determinó que estas imágenes no son del paciente de la orden. Vincule el estudio a otra orden o rechácelo.',
  'Keep what came first': 'Conservar lo que llegó primero',
  'No, what came later is right': 'No, lo correcto es lo que llegó después',
  'What came first was found to be wrong. Reject the study with a reason, so that the sender sends it under new identifiers.':
    'Se determinó que lo que llegó primero es incorrecto. Rechace el estudio con un motivo, para que el remitente lo envíe con identificadores nuevos.',
  'Yes, all are of one person': 'Sí, todas son de una misma persona',
  'No, they are of several persons': 'No, son de varias personas',
  'This study holds images of several persons. Reject it with a reason, so that the sender separates them.':
    'Este estudio contiene imágenes de varias personas. Rechácelo con un motivo, para que el remitente las separe.',
  'Go on without them': 'Continuar sin ellas',
  'No, the sender has to send them again': 'No, el remitente tiene que enviarlas de nuevo',
  'The unusable instances are needed. Reject the study with a reason, so that the sender sends them again.':
    'Las instancias inutilizables hacen falta. Rechace el estudio con un motivo, para que el remitente las envíe de nuevo.',
};

const whyNotDecided = {
  'The images are still being checked.': 'Las imágenes todavía se están verificando.',
  'The images are still being compared with the order.': 'Las imágenes todavía se están comparando con la orden.',
  'Receipt of this study is confirmed already.': 'La recepción de este estudio ya está confirmada.',
  'This study has been rejected already.': 'Este estudio ya se rechazó.',
  'The study is not attached to a referral order.': 'El estudio no está vinculado a ninguna orden de derivación.',
  "It has not been established that the images are of the order's patient.":
    'No se ha establecido que las imágenes sean del paciente de la orden.',
  'Only radiology staff confirm what was received.': 'Solo el personal de radiología confirma lo recibido.',
  'More images arrived while you looked. Look at the study again before you decide.':
    'Llegaron más imágenes mientras usted revisaba. Revise el estudio de nuevo antes de decidir.',
  'The question is not open any more.': 'La pregunta ya no está abierta.',
  'The referral order is cancelled. Attach the study to another order, or reject it.':
    'La orden de derivación está cancelada. Vincule el estudio a otra orden o rechácelo.',
  'Images of this study were replaced or checked again while you looked. Look at the study again before you decide.':
    'Mientras usted revisaba se reemplazaron o verificaron de nuevo imágenes de este estudio. Revise el estudio de nuevo antes de decidir.',
  'The study was attached to another order, or detached, while you looked. Look at the study again before you decide.':
    'Mientras usted revisaba se vinculó el estudio a otra orden o se desvinculó. Revise el estudio de nuevo antes de decidir.',
  'What is known of whose images these are has changed while you looked. Look at the study again before you decide.':
    'Mientras usted revisaba cambió lo que se sabe de quién son estas imágenes. Revise el estudio de nuevo antes de decidir.',
  "The patient's chart was changed while you looked. Look at the study again before you decide.":
    'Mientras usted revisaba se modificó la ficha del paciente. Revise el estudio de nuevo antes de decidir.',
  'A question about this study was asked or answered while you looked. Look at the study again before you decide.':
    'Mientras usted revisaba se hizo o se respondió una pregunta sobre este estudio. Revise el estudio de nuevo antes de decidir.',
  'The referral order was changed while you looked. Look at the study again before you decide.':
    'Mientras usted revisaba se modificó la orden de derivación. Revise el estudio de nuevo antes de decidir.',
  'Whose images these are was judged once more, and otherwise than the page showed. Look at the study again before you decide.':
    'De quién son estas imágenes se juzgó una vez más, y de otro modo que lo que mostraba la página. Revise el estudio de nuevo antes de decidir.',
  'Somebody attached or detached this study meanwhile. Look at the study again before you decide.':
    'Entretanto alguien vinculó o desvinculó este estudio. Revise el estudio de nuevo antes de decidir.',
  'What the question was asked about has changed meanwhile. Look at the study again before you answer.':
    'Aquello sobre lo que se preguntaba cambió entretanto. Revise el estudio de nuevo antes de responder.',
};

// What a problem says in particular (`detail`).
const details = {
  'Some fields can not be accepted as they are.': 'Algunos campos no se pueden aceptar como están.',
  'There is no list of ICD-10-CM codes yet.': 'Aún no hay ninguna lista de códigos ICD-10-CM.',
  'This code is not in the list of this year.': 'Este código no está en la lista de este año.',
  'Images came for this order, or were announced; they can not be taken back here.':
    'Llegaron o se anunciaron imágenes para esta orden; aquí no se pueden retirar.',
  'The order is a draft; change it instead.': 'La orden es un borrador; en su lugar, cámbiela.',
  'This placer order number belongs to an order of another patient.': 'Este número de orden pertenece a una orden de otro paciente.',
  'The order is not complete yet.': 'La orden aún no está completa.',
  'The user name or the password is wrong.': 'El usuario o la contraseña no es correcto.',
  'The encounter was closed meanwhile.': 'La consulta se cerró entretanto.',
  'The encounter is closed; open a new one with the patient.': 'La consulta está cerrada; abra una nueva con el paciente.',
  'Orders of this encounter are not signed yet. Sign or cancel them, then close it.':
    'Hay órdenes de esta consulta que aún no están firmadas. Fírmelas o cancélelas y luego ciérrela.',
  'Somebody changed the order meanwhile.': 'Otra persona cambió la orden entretanto.',
  "The patient's chart was changed since you reviewed the order. Look at it again.":
    'La historia del paciente cambió desde que usted revisó la orden. Mírela de nuevo.',
  'A file of the order was added, removed or described anew since you reviewed it. Look at it again.':
    'Desde que usted revisó la orden se añadió, quitó o describió de nuevo un archivo. Mírela de nuevo.',
  'Only the authorizing provider of an order, or a delegate of that provider, signs it. Ask one of them, or choose another provider.':
    'Una orden solo la firma el profesional que la autoriza o una persona delegada. Pídaselo a una de ellas, o elija otro profesional.',
  'Something is missing before this can be signed.': 'Falta algo antes de que esto se pueda firmar.',
  'No free AE title was found; try again.': 'No se encontró ningún título AE libre; intente de nuevo.',
  'PACS to PACS is not enabled for your organization. Choose images from your computer, or ask the hospital to enable PACS to PACS.':
    'PACS a PACS no está habilitado para su organización. Elija imágenes desde su computadora, o pida al hospital que habilite PACS a PACS.',
  'Only the organization that made this chart may change it.': 'Solo la organización que creó esta historia puede cambiarla.',
  'Somebody else has changed this chart meanwhile.': 'Otra persona cambió esta historia entretanto.',
  'Your organization has another patient under this Patient ID (MRN). Search for it in My Patients, or correct the number.':
    'Su organización tiene otro paciente con este MRN. Búsquelo en Mis pacientes, o corrija el número.',
  'The hospital itself can not be disabled.': 'El propio hospital no se puede desactivar.',
  'Locations belong to this region: move them to another one or retire them first.':
    'Hay sedes que pertenecen a esta región: primero trasládelas a otra o retírelas.',
  'Somebody changed this after you opened it.': 'Otra persona cambió esto después de que usted lo abriera.',
  'There is one like this already.': 'Ya existe uno igual.',
  'A provider stays with the organization: retire this one and make another in the new organization.':
    'Un profesional permanece en su organización: retire este y cree otro en la organización nueva.',
  'The order is signed, so its files stay. Withdraw the file with a reason instead.':
    'La orden está firmada, así que sus archivos se quedan. En su lugar, retire el archivo con un motivo.',
  'The order is signed, so its files are not described anew. Add to the order instead.':
    'La orden está firmada, así que sus archivos no se describen de nuevo. En su lugar, amplíe la orden.',
  'The order is not signed; remove the file instead.': 'La orden no está firmada; en su lugar, quite el archivo.',
  'The file has not arrived yet; remove it instead.': 'El archivo aún no ha llegado; en su lugar, quítelo.',
  'The order is not closed.': 'La orden no está cerrada.',
  'The file is withdrawn already.': 'El archivo ya está retirado.',
  'The file is attached already; remove the attachment instead.': 'El archivo ya está adjunto; en su lugar, quite el adjunto.',
  'The file was taken back while it was sent.': 'El archivo se retiró mientras se enviaba.',
  'This picture can not be shown; download it.': 'Esta imagen no se puede mostrar; descárguela.',
  'The file can not be opened.': 'El archivo no se puede abrir.',
  'The file has not arrived yet.': 'El archivo aún no ha llegado.',
  'The file is being checked. It can be opened in a moment.': 'El archivo se está verificando. Podrá abrirse en un momento.',
  'The virus scan found something in this file. It is kept apart and handed to nobody.':
    'El antivirus encontró algo en este archivo. Se mantiene apartado y no se entrega a nadie.',
  'One file may have up to 100 MB (104,857,600 bytes). Save it smaller, or in parts.':
    'Un archivo puede tener hasta 100 MB (104,857,600 bytes). Guárdelo más pequeño, o en partes.',
  'All files of an order together may have up to 1 GB (1,073,741,824 bytes), and this one does not fit any more.':
    'Todos los archivos de una orden juntos pueden tener hasta 1 GB (1,073,741,824 bytes), y este ya no cabe.',
  'One announced image has not arrived. Confirm what is here by saying that you know it, or wait for the rest.':
    'Una imagen anunciada no ha llegado. Confirme lo que hay aquí indicando que lo sabe, o espere el resto.',
  'Nothing is missing any more of what was announced. Look at the study again before you decide.':
    'Ya no falta nada de lo anunciado. Revise el estudio de nuevo antes de decidir.',
  'The file is empty. Save it again where it comes from.': 'El archivo está vacío. Guárdelo de nuevo desde su origen.',
};

// How two identities compare (core/referral/identity.ts).
const identities = {
  'The images carry no Patient ID.': 'Las imágenes no llevan ID del paciente.',
  "The sender's Patient ID of this patient is not known here.": 'Aquí no se conoce el ID que el remitente da a este paciente.',
  'The Patient ID of the images is the one that the sender uses for this patient.':
    'El ID del paciente de las imágenes es el que el remitente usa para este paciente.',
  'The Patient IDs differ in leading zeros only.': 'Los ID del paciente solo difieren en ceros iniciales.',
  'The Patient ID of the images is not one that the sender uses for this patient.':
    'El ID del paciente de las imágenes no es ninguno de los que el remitente usa para este paciente.',
  'The Patient ID is the same.': 'El ID del paciente es el mismo.',
  'The text of the images is not in the character set that they declare; compare the names by eye.':
    'El texto de las imágenes no está en el juego de caracteres que declaran; compare los nombres a simple vista.',
  'The Patient ID of the images is a stand-in that many patients get.':
    'El ID del paciente de las imágenes es uno provisional que reciben muchos pacientes.',
  'The Patient ID is the same number of another issuer, where it means somebody else.':
    'El ID del paciente es el mismo número de otro emisor, donde designa a otra persona.',
  'The Patient ID of the images is of an issuer whose Patient ID for this patient is not known here.':
    'El ID del paciente de las imágenes es de un emisor cuyo ID para este paciente no se conoce aquí.',
  'The images carry no name.': 'Las imágenes no llevan nombre.',
  'One of the names is a stand-in for a name that nobody knew.':
    'Uno de los nombres es provisional, puesto por un nombre que nadie conocía.',
  'The names agree.': 'Los nombres coinciden.',
  'The names agree but for letters that were written without their marks on one side and spelled out on the other.':
    'Los nombres coinciden salvo letras que en un lado se escribieron sin sus signos y en el otro desarrolladas.',
  'The names agree; a part of the family name stands elsewhere.': 'Los nombres coinciden; una parte del apellido está en otro lugar.',
  'The names agree as far as both go; one of two family names is missing on one side.':
    'Los nombres coinciden hasta donde llegan ambos; en un lado falta uno de los dos apellidos.',
  'The names agree; one of them does not say which part is the family name.':
    'Los nombres coinciden; uno de ellos no dice qué parte es el apellido.',
  'The names agree; family and given name stand in the other order.':
    'Los nombres coinciden; el apellido y el nombre de pila están en el otro orden.',
  'The names agree as far as both go; one of them was probably cut off at 16 or 64 characters.':
    'Los nombres coinciden hasta donde llegan ambos; uno de ellos probablemente se cortó a los 16 o 64 caracteres.',
  'One of the names was probably cut off at 16 or 64 characters, too early to compare it.':
    'Uno de los nombres probablemente se cortó a los 16 o 64 caracteres, demasiado pronto para compararlo.',
  'The names have the same letters with other accents or tones; they may be two names.':
    'Los nombres tienen las mismas letras con otros acentos o tonos; pueden ser dos nombres.',
  'Only a part of the name agrees; the rest is missing or abbreviated on one side.':
    'Solo coincide una parte del nombre; el resto falta o está abreviado en un lado.',
  'The names differ.': 'Los nombres difieren.',
  'Letters of one of the names were lost on their way; compare the names by eye.':
    'En uno de los nombres se perdieron letras por el camino; compare los nombres a simple vista.',
  'The names are written in different alphabets and cannot be compared.':
    'Los nombres están escritos en alfabetos distintos y no se pueden comparar.',
  'One of the names tells a generation, the other does not; without the birth date they may be father and son.':
    'Uno de los nombres indica una generación y el otro no; sin la fecha de nacimiento pueden ser padre e hijo.',
  'The birth date is one that is written where nobody knows it.': 'La fecha de nacimiento es una que se escribe cuando nadie la sabe.',
  'The order says no birth date.': 'La orden no indica la fecha de nacimiento.',
  'The images carry no usable birth date.': 'Las imágenes no llevan una fecha de nacimiento utilizable.',
  'The birth dates agree.': 'Las fechas de nacimiento coinciden.',
  'The birth dates differ; day and month may be exchanged.':
    'Las fechas de nacimiento difieren; el día y el mes pueden estar intercambiados.',
  'The birth dates differ.': 'Las fechas de nacimiento difieren.',
  'The images do not say the sex, or say "other".': 'Las imágenes no indican el sexo, o dicen «otro».',
  'The order does not say the sex, or says "other".': 'La orden no indica el sexo, o dice «otro».',
  'The sex agrees.': 'El sexo coincide.',
  'The sex differs.': 'El sexo difiere.',
};

// Why a list of codes is not taken in (core/diagnoses).
const imports = {
  'Another list of codes is being imported: wait until it is done.': 'Se está importando otra lista de códigos: espere a que termine.',
  'The import failed for a reason that the log of the gateway tells.':
    'La importación falló por un motivo que figura en el registro de este sistema.',
  'The ZIP file is damaged.': 'El archivo ZIP está dañado.',
  'The order file in the ZIP file is encrypted.': 'El archivo de códigos del ZIP está cifrado.',
  'The file is damaged and could not be unpacked.': 'El archivo está dañado y no se pudo descomprimir.',
  'The file inflates to more than 64 MiB, which no order file does.':
    'El archivo descomprimido ocupa más de 64 MiB; ningún archivo de códigos llega a tanto.',
  'The name of the file does not tell its year: give the year.': 'El nombre del archivo no indica su año: escriba el año.',
  'The year of the code set must be between 2015 and 2099.': 'El año de los códigos debe estar entre 2015 y 2099.',
  'The file is empty.': 'El archivo está vacío.',
  'An order file has at most 64 MiB.': 'Un archivo de códigos tiene como máximo 64 MiB.',
  'The form broke off.': 'El envío se interrumpió.',
  'Send one file in a field named file.': 'Elija un archivo y envíelo de nuevo.',
};

// What is wrong with a field.
const fields = {
  'This is needed.': 'Este dato es necesario.',
  'This is not written as it has to be.': 'No está escrito como debe estar.',
  'This must be a date such as 1968-04-12.': 'Debe ser una fecha como 1968-04-12.',
  'There are fields here that are not known.': 'Hay campos que no se conocen.',
  'Write it as family name, comma, given name.': 'Escríbalo como apellido, coma, nombre.',
  'This must be the birth date of a living person.': 'Debe ser la fecha de nacimiento de una persona viva.',
  'A provider of this organization has this NPI already.': 'Otro profesional de esta organización ya tiene este NPI.',
  'This account belongs to another provider already.': 'Esta cuenta ya pertenece a otro profesional.',
  'There is no such referring organization.': 'No existe esa organización que deriva.',
  'Choose an account of a clinician of the same organization that can sign in.':
    'Elija una cuenta de un profesional clínico de la misma organización que pueda iniciar sesión.',
  'There is no such region, or it is retired.': 'Esa región no existe, o está retirada.',
  'Choose order types that are offered, each once; one is retired, unknown or twice here.':
    'Elija tipos de orden que se ofrezcan, cada uno una vez; aquí hay uno retirado, desconocido o repetido.',
  'This patient is not among those of your organization.': 'Este paciente no está entre los de su organización.',
  'This provider can not authorize orders of your organization.': 'Este profesional no puede autorizar órdenes de su organización.',
  'This order type is not on your preference list.': 'Este tipo de orden no está en su lista de preferencias.',
  'One of these order types is not on your preference list.': 'Uno de estos tipos de orden no está en su lista de preferencias.',
  'This location is not offered.': 'Esta sede no se ofrece.',
  'There is no such order.': 'Esa orden no existe.',
  'There is no such question.': 'Esa pregunta no existe.',
  'Attach the study to an order instead.': 'En su lugar, vincule el estudio a una orden.',
};

// The state stands inside the English sentence.
const orderIsAlready = {
  'The order is signed already.': 'La orden ya está firmada.',
  'The order is cancelled already.': 'La orden ya está cancelada.',
  'The order is closed already.': 'La orden ya está cerrada.',
};

/** Sentences of the gateway that stand in its sources as they are here; a unit test looks them up. */
export const gatewaySentences: Record<string, string> = {
  ...questions,
  ...answers,
  ...whyNotDecided,
  ...details,
  ...identities,
  ...imports,
  ...fields,
};

/** Sentences with values in them: # stands for each, in the same order in both languages. */
export const gatewaySentencesWithValues: Record<string, string> = {
  'This may have at most # characters.': 'Puede tener como máximo # caracteres.',
  'This needs at least # characters.': 'Necesita al menos # caracteres.',
  'This may have at most # entries.': 'Puede tener como máximo # entradas.',
  'This must be at most #.': 'Debe ser como máximo #.',
  'The file has more than # rows.': 'El archivo tiene más de # filas.',
  'The file has # rows, less than half of the list that is there: it seems to be a part.':
    'El archivo tiene # filas, menos de la mitad de la lista actual: parece ser solo una parte.',
  '# announced images have not arrived. Confirm what is here by saying that you know it, or wait for the rest.':
    '# imágenes anunciadas no han llegado. Confirme lo que hay aquí indicando que lo sabe, o espere el resto.',
  'At most # look-ups in the registry are possible in # minutes.': 'Se permiten como máximo # búsquedas en el registro cada # minutos.',
};

/** What is wrong with a line of an order file (core/diagnoses/order-file.ts). */
export const faultsOfLines: Record<string, string> = {
  'its order number does not follow the one before': 'su número de orden no sigue al anterior',
  'the code # was there already': 'el código # ya apareció',
  'the header # before it has no code below it': 'la categoría # anterior no tiene ningún código debajo',
  'the file ends with a header: it was cut off': 'el archivo termina con una categoría: está cortado',
  'columns # to # are no order number': 'las columnas # a # no son un número de orden',
  'columns # to # are no ICD-10-CM code': 'las columnas # a # no son un código ICD-10-CM',
  'column # is neither # nor #': 'la columna # no es # ni #',
  'a description is missing': 'falta una descripción',
  'it is too long': 'es demasiado larga',
};

const keyed = (prefix: string, rows: Record<string, readonly [string, string]>): [string, string][] =>
  Object.entries(rows).flatMap(([code, [words, next]]) => [
    [`${prefix}.${code}`, words] as [string, string],
    [`${prefix}.${code}-next`, next] as [string, string],
  ]);

/**
 * What the gateway says in English, in Spanish: `code.<code of a problem>` and `finding.<code>`, each with `-next`, and `code.<sentence>` for
 * what it says in particular.
 */
export const gatewayWords: Record<string, string> = Object.fromEntries([
  ...keyed('code', problems),
  ...keyed('finding', { ...structureFindings, ...validationFindings }),
  ...Object.entries({ ...gatewaySentences, ...gatewaySentencesWithValues, ...orderIsAlready }).map(([sentence, words]) => [
    `code.${sentence}`,
    words,
  ]),
  ...Object.entries(faultsOfLines).map(([fault, words]) => [
    `code.This is not an ICD-10-CM order file: line #: ${fault}.`,
    `Este no es un archivo de códigos ICD-10-CM: línea #: ${words}.`,
  ]),
  ...Object.entries(questions).map(([asks, words]) => [`code.A question is open. ${asks}`, `Hay una pregunta abierta. ${words}`]),
]);
