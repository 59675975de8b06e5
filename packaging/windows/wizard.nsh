; What the person sees: welcome, how and where, progress, the end; and when it is removed, whether the threads go too.

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "$(WELCOME_TITLE)"
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME_TEXT)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"

Var Normally
Var InOneFolder
Var DataField
Var DataButton
Var RemoveBox

!insertmacro MUI_PAGE_WELCOME
Page custom ChoosePage ChosenPage
; The German of NSIS is formal; ours is not.
!define MUI_PAGE_HEADER_TEXT "$(WHERE_TITLE)"
!define MUI_PAGE_HEADER_SUBTEXT "$(WHERE_TEXT)"
!define MUI_DIRECTORYPAGE_TEXT_TOP " "
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "$(WHERE)"
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_TEXT "$(COMES_TITLE)"
!define MUI_PAGE_HEADER_SUBTEXT "$(COMES_TEXT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(CAME_TITLE)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT " "
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(CAME_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(CAME_TEXT)"
!define MUI_FINISHPAGE_RUN_TEXT "$(RUN_IT)"
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.ConfirmPage un.ConfirmedPage
!define MUI_PAGE_HEADER_TEXT "$(REMOVE_TITLE)"
!define MUI_PAGE_HEADER_SUBTEXT " "
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

Function ChoosePage
  !insertmacro MUI_HEADER_TEXT "$(HOW_TITLE)" "$(HOW_TEXT)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 0 100% 12u "$(NORMALLY)"
  Pop $Normally
  ${NSD_CreateLabel} 12u 13u -12u 18u "$(NORMALLY_TEXT)"
  Pop $0
  ${NSD_CreateRadioButton} 0 36u 100% 12u "$(IN_ONE_FOLDER)"
  Pop $InOneFolder
  ${NSD_CreateLabel} 12u 49u -12u 18u "$(IN_ONE_FOLDER_TEXT)"
  Pop $0
  ${NSD_CreateLabel} 0 80u 100% 12u "$(DATA)"
  Pop $0
  ${If} $Data == ""
    StrCpy $Data "${HOME}"
  ${EndIf}
  ${NSD_CreateDirRequest} 0 93u -72u 13u "$Data"
  Pop $DataField
  ${NSD_CreateBrowseButton} -68u 92u 68u 15u "$(BROWSE)"
  Pop $DataButton
  ${NSD_OnClick} $DataButton BrowseData
  ${NSD_OnClick} $Normally EnableData
  ${NSD_OnClick} $InOneFolder EnableData
  ${If} $Portable == 1
    ${NSD_Check} $InOneFolder
  ${Else}
    ${NSD_Check} $Normally
  ${EndIf}
  Push 0
  Call EnableData
  nsDialogs::Show
FunctionEnd

; The data folder can be chosen until there is one, and never for what lies in one folder anyway.
Function EnableData
  Pop $0
  ${NSD_GetState} $InOneFolder $0
  ${If} $0 = ${BST_CHECKED}
  ${OrIf} ${FileExists} "${HOME}\moved.json"
  ${OrIf} ${FileExists} "${HOME}\fireside.db"
    EnableWindow $DataField 0
    EnableWindow $DataButton 0
  ${Else}
    EnableWindow $DataField 1
    EnableWindow $DataButton 1
  ${EndIf}
FunctionEnd

; A folder of our own in the chosen one: then it can be removed as a whole one day.
Function BrowseData
  Pop $0
  nsDialogs::SelectFolderDialog "$(DATA)" ""
  Pop $0
  ${If} $0 == error
    Return
  ${EndIf}
  ${GetFileName} "$0" $1
  ${If} $1 != "${APP}"
    StrCpy $1 $0 1 -1
    ${If} $1 != "\"
      StrCpy $0 "$0\"
    ${EndIf}
    StrCpy $0 "$0${APP}"
  ${EndIf}
  ${NSD_SetText} $DataField $0
FunctionEnd

Function ChosenPage
  ${NSD_GetText} $DataField $Data
  ${NSD_GetState} $InOneFolder $0
  ${If} $0 = ${BST_CHECKED}
    ${If} $Portable != 1
      StrCpy $INSTDIR "$DESKTOP\${APP}"
    ${EndIf}
    StrCpy $Portable 1
  ${Else}
    ${If} $Portable == 1
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${APP}"
    ${EndIf}
    StrCpy $Portable ""
  ${EndIf}
FunctionEnd

Function un.ConfirmPage
  Call un.FindData
  !insertmacro MUI_HEADER_TEXT "$(REMOVE_TITLE)" "$(REMOVE_TEXT)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "$(REMOVE_STAYS)"
  Pop $0
  ${NSD_CreateCheckBox} 0 30u 100% 22u "$(REMOVE_DATA)"
  Pop $RemoveBox
  nsDialogs::Show
FunctionEnd

Function un.ConfirmedPage
  ${NSD_GetState} $RemoveBox $RemoveData
FunctionEnd
