// Generated from spec/ by `sendspec generate`. Do not edit.
"use strict";
var sendspecControls = {"search": "Rechercher", "none": "Aucun résultat pour « {words} ».", "found": "Résultats : {count}", "shown": "Résultats : {count}, les {shown} premiers sont affichés", "colours": "Couleurs", "themes": {"": "Auto", "light": "Clair", "dark": "Sombre"}, "link": "Lien vers cette section", "table": "Tableau"};
