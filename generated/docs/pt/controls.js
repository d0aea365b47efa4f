// Generated from spec/ by `sendspec generate`. Do not edit.
"use strict";
var sendspecControls = {"search": "Pesquisar", "none": "Nenhum resultado para “{words}”.", "found": "Resultados: {count}", "shown": "Resultados: {count}; exibidos os {shown} primeiros", "colours": "Cores", "themes": {"": "Auto", "light": "Claro", "dark": "Escuro"}, "link": "Link para esta seção", "table": "Tabela"};
