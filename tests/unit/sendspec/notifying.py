"""Notifications that come back, written as mails."""

from __future__ import annotations

ID = "4A1B2C3D4E5"


def notification(
    *,
    reporter: str = "mx.x.test",
    queue_id: str = "9F9F9F9F9F9",
    recipient: str = "Final-Recipient: rfc822; u@x.test",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = f"by out.example (Postfix) with ESMTPS id {ID}",
    message_id: str = f"<{ID}@b.test>",
    received: str = "Fri, 20 Nov 2026 10:03:00 +0000 (UTC)",
    to: str = "a@b.test",
) -> str:
    return f"""\
Received: from {reporter} (localhost [127.0.0.1])
\tby out.example (Postfix) with ESMTP id B5FFE254643;
\t{received}
Date: Fri, 20 Nov 2026 10:02:00 +0000
From: Mail Delivery System <MAILER-DAEMON@{reporter}>
To: {to}
Message-ID: <1@{reporter}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {reporter}
X-Postfix-Queue-ID: {queue_id}

{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

Received: from there (there [10.0.0.2])
\tby {reporter} (Postfix) with ESMTP id {queue_id};
\tFri, 20 Nov 2026 10:00:01 +0000
Received: from here (here [127.0.0.1])
\t{returned}
\tfor <u@x.test>; Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: {message_id}
Subject: hello

hello
--b--
"""


def without_what_came_back(mail: str) -> str:
    return mail[: mail.index("--b\nContent-Type: message/rfc822")] + "--b--\n"
