; Every word that the installer says, in English and German.

!macro SAY NAME ENGLISH GERMAN
  LangString ${NAME} ${LANG_ENGLISH} `${ENGLISH}`
  LangString ${NAME} ${LANG_GERMAN} `${GERMAN}`
!macroend

!insertmacro SAY COMMENT "Chat and speak with a language model on your own computer" \
  "Mit einem Sprachmodell auf dem eigenen Computer schreiben und sprechen"
!insertmacro SAY MODEL "Language model" "Sprachmodell"
!insertmacro SAY OPEN_WITH "Open with ${APP}" "Mit ${APP} öffnen"

!insertmacro SAY NOT_HERE "This ${APP} is for 64-bit Windows 10 or newer (${ARCH}). Nothing was changed." \
  "Dieses ${APP} ist für 64-Bit-Windows 10 oder neuer (${ARCH}). Es wurde nichts geändert."
!insertmacro SAY NEWER "A newer version ($0) is installed. Version ${VERSION} may not be able to read what it has written; \
your threads were backed up before that version started.$\n$\nInstall the older one all the same?" \
  "Eine neuere Version ($0) ist installiert. Version ${VERSION} kann vielleicht nicht lesen, was sie geschrieben hat; \
deine Themen wurden gesichert, bevor jene Version zum ersten Mal lief.$\n$\nTrotzdem die ältere installieren?"
!insertmacro SAY IS_OPEN "${APP} is open, or still busy in the background. Close it (also its icon beside the clock), \
then choose Retry." \
  "${APP} ist offen oder im Hintergrund noch beschäftigt. Schließ es (auch sein Symbol neben der Uhr), \
dann wähle Wiederholen."
!insertmacro SAY NOT_WRITTEN "$Error could not be written. Is the disk full, or a file in use? \
What was installed before is still there." \
  "$Error konnte nicht geschrieben werden. Ist die Platte voll oder eine Datei in Gebrauch? \
Was vorher installiert war, ist noch da."
!insertmacro SAY TRYING "Trying whether it works here" "Es wird ausprobiert, ob es hier geht"
!insertmacro SAY DOES_NOT_WORK "${APP} ${VERSION} has tried itself on this computer, and something does not work. \
$TEMP\Fireside-selftest.json says what.$\n$\nKeep it all the same? Otherwise what was here before comes back." \
  "${APP} ${VERSION} hat sich auf diesem Computer ausprobiert, und etwas geht nicht. \
In $TEMP\Fireside-selftest.json steht, was.$\n$\nTrotzdem behalten? Sonst kommt zurück, was vorher da war."
!insertmacro SAY WEBVIEW2 "${APP} shows its page with Microsoft Edge WebView2, which this computer does not have yet. \
Get it from Microsoft now? It needs the network and takes about 200 MB." \
  "${APP} zeigt seine Seite mit Microsoft Edge WebView2, das auf diesem Computer noch fehlt. \
Jetzt von Microsoft holen? Das braucht das Netz und belegt etwa 200 MB."
!insertmacro SAY WEBVIEW2_COMES "Getting Microsoft Edge WebView2" "Microsoft Edge WebView2 wird geholt"
!insertmacro SAY WEBVIEW2_FAILED "Microsoft Edge WebView2 could not be installed. ${APP} is there, and opens once WebView2 is. \
Open Microsoft's download in the browser?" \
  "Microsoft Edge WebView2 ließ sich nicht installieren. ${APP} ist da und öffnet sich, sobald WebView2 da ist. \
Microsofts Download im Browser öffnen?"

!insertmacro SAY WELCOME_TITLE "${APP} ${VERSION}" "${APP} ${VERSION}"
!insertmacro SAY WELCOME_TEXT "Private chat and voice with a language model that runs on this computer. \
A small model comes along, so it answers at once, also without a network.$\r$\n$\r$\n\
It is installed for you alone and needs no administrator." \
  "Chatten und sprechen mit einem Sprachmodell, das auf diesem Computer läuft und nichts weitergibt. \
Ein kleines Modell ist dabei, damit es sofort antwortet, auch ohne Netz.$\r$\n$\r$\n\
Es wird nur für dich installiert und braucht keinen Administrator."
!insertmacro SAY HOW_TITLE "How shall ${APP} live here?" "Wie soll ${APP} hier wohnen?"
!insertmacro SAY HOW_TEXT "You can change the place of your data later, in the settings." \
  "Den Ort deiner Daten kannst du später in den Einstellungen ändern."
!insertmacro SAY NORMALLY "Install it" "Installieren"
!insertmacro SAY NORMALLY_TEXT "In the start menu, and offered for model files (.gguf) and links of ${APP}." \
  "Im Startmenü, und angeboten für Modelldateien (.gguf) und Links von ${APP}."
!insertmacro SAY IN_ONE_FOLDER "Portable: everything in one folder" "Portabel: alles in einem Ordner"
!insertmacro SAY IN_ONE_FOLDER_TEXT "Program, threads and models together, on a USB stick for instance. \
Nothing else on this computer is changed." \
  "Programm, Themen und Modelle beisammen, etwa auf einem USB-Stick. Sonst wird nichts an diesem Computer geändert."
!insertmacro SAY DATA "Threads, models and settings lie here:" "Themen, Modelle und Einstellungen liegen hier:"
!insertmacro SAY BROWSE "Browse…" "Durchsuchen …"

!insertmacro SAY WHERE_TITLE "Where?" "Wohin?"
!insertmacro SAY WHERE_TEXT "The program alone; models may need far more room, where your data lies." \
  "Nur das Programm; Modelle brauchen vielleicht viel mehr Platz, dort, wo deine Daten liegen."
!insertmacro SAY WHERE "Folder of the program" "Ordner des Programms"
!insertmacro SAY COMES_TITLE "${APP} is moving in" "${APP} zieht ein"
!insertmacro SAY COMES_TEXT "This takes a minute or less." "Das dauert höchstens eine Minute."
!insertmacro SAY CAME_TITLE "${APP} is here" "${APP} ist da"
!insertmacro SAY CAME_TEXT "It works without a network, and nothing you write leaves this computer unless you choose so." \
  "Es geht ohne Netz, und nichts, was du schreibst, verlässt diesen Computer, außer du willst es so."
!insertmacro SAY RUN_IT "Open ${APP}" "${APP} öffnen"

!insertmacro SAY REMOVE_TITLE "Remove ${APP}" "${APP} entfernen"
!insertmacro SAY REMOVE_TEXT "The program goes; what is yours stays, unless you say otherwise." \
  "Das Programm geht; was dir gehört, bleibt, außer du sagst es anders."
!insertmacro SAY REMOVE_STAYS "Your threads, models and settings lie in $Data." \
  "Deine Themen, Modelle und Einstellungen liegen in $Data."
!insertmacro SAY REMOVE_DATA "Delete my threads, models and settings, too. They cannot be brought back." \
  "Auch meine Themen, Modelle und Einstellungen löschen. Sie lassen sich nicht zurückholen."
!insertmacro SAY DATA_STAYS "$Data does not bear the name of ${APP} and may hold other things, too: \
it was left alone. Delete it yourself if you like." \
  "$Data trägt nicht den Namen von ${APP} und enthält vielleicht auch anderes: \
Der Ordner wurde nicht angerührt. Lösch ihn selbst, wenn du magst."
