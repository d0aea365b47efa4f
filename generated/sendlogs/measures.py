# Generated from spec/vocabulary.yaml by `sendspec generate`. Do not edit.
"""What is counted, and what is shown of it."""

from __future__ import annotations

from sendspec.kpi import Kpi, Measures

MEASURES = Measures(
    counters={
        "to_deliver": {"en": "To deliver", "fr": "À envoyer", "pt": "A serem entregues"},
        "delivered": {"en": "Delivered", "fr": "Délivrés", "pt": "Entregue"},
        "bounces_errors": {"en": "Bounces + errors", "fr": "Bounces + erreurs", "pt": "Devoluções + Erros"},
        "processed": {"en": "Processed/sent", "fr": "Traités/envoyés", "pt": "Processado/enviado"},
        "opens": {"en": "Open", "fr": "Ouvertures", "pt": "Aberturas"},
        "unique_opens": {"en": "Unique opens", "fr": "Ouvertures uniques", "pt": "Aberturas únicas"},
        "clicks": {"en": "Click", "fr": "Clics", "pt": "Cliques"},
        "unique_clicks": {"en": "Unique clicks", "fr": "Clics uniques", "pt": "Cliques únicos"},
        "mirror_pages": {"en": "Mirror page", "fr": "Page miroir", "pt": "Página espelho"},
        "unsubscribes": {"en": "Unsubscribe", "fr": "Désabonnement", "pt": "Cancelar assinatura"},
        "complaints": {"en": "Complaints", "fr": "Plaintes", "pt": "Reclamações"},
        "erroneous_addresses": {"en": "Erroneous addresses", "fr": "Adresses en erreur", "pt": "Endereços com erro"},
        "quarantined_addresses": {
            "en": "Quarantined addresses",
            "fr": "Adresses en quarantaine",
            "pt": "Endereços em quarentena",
        },
        "denylisted_addresses": {
            "en": "Addresses on denylist",
            "fr": "Adresses sur liste bloquée",
            "pt": "Endereços na lista de bloqueios",
        },
    },
    sums={
        "processed": ("delivered", "bounces_errors"),
    },
    kpis=(
        Kpi(
            "to_deliver",
            label={"en": "To deliver", "fr": "À envoyer", "pt": "A serem entregues"},
            unit="messages",
            counter="to_deliver",
        ),
        Kpi("sent", label={"en": "Sent", "fr": "Envoyés", "pt": "Enviado"}, unit="messages", status="sent"),
        Kpi(
            "delivered_rate",
            label={"en": "Delivered", "fr": "Délivrés", "pt": "Entregue"},
            unit="percent",
            counter="delivered",
            over="to_deliver",
        ),
        Kpi(
            "bounces_errors_rate",
            label={"en": "Bounces + errors", "fr": "Bounces + erreurs", "pt": "Devoluções + Erros"},
            unit="percent",
            counter="bounces_errors",
            over="to_deliver",
        ),
        Kpi(
            "report_delivered_rate",
            label={
                "en": "Delivered rate (of processed)",
                "fr": "Taux de délivrabilité (des traités)",
                "pt": "Taxa de entrega (dos processados)",
            },
            unit="percent",
            counter="delivered",
            over="processed",
        ),
        Kpi(
            "open_rate",
            label={"en": "Open rate", "fr": "Taux d'ouverture", "pt": "Taxa de aberturas"},
            unit="percent",
            counter="unique_opens",
            over="delivered",
            refreshed=3_600_000_000,
        ),
        Kpi(
            "click_through_rate",
            label={"en": "Click-through rate", "fr": "Taux de clics", "pt": "Taxa de cliques"},
            unit="percent",
            counter="unique_clicks",
            over="delivered",
            refreshed=3_600_000_000,
            channels=("email",),
        ),
    ),
    statuses={
        "pending": {"en": "Pending", "fr": "En attente", "pt": "Pendente"},
        "taken_into_account": {
            "en": "Taken into account by the service provider",
            "fr": "Pris en compte par le prestataire",
            "pt": "Levado em consideração pelo provedor de serviço",
        },
        "sent": {"en": "Sent", "fr": "Envoyé", "pt": "Enviado"},
        "failed": {"en": "Failed", "fr": "En échec", "pt": "Com falha"},
        "delivery_canceled": {"en": "Delivery canceled", "fr": "Diffusion annulée", "pt": "Delivery canceled"},
        "ignored": {"en": "Ignored", "fr": "Ignoré", "pt": "Ignorado"},
    },
)
