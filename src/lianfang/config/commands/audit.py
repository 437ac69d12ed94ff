"""`lianfang audit verify`: finds any change to the audit trail and says where."""

import argparse
import json
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("audit", help="审计记录")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify")
    verify = verbs.add_parser("verify", help="校验审计链")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from lianfang.base.audit.public import verify_chain

    verdict = verify_chain()
    if args.json:
        print(
            json.dumps(
                {
                    "ok": verdict.is_whole,
                    "rows": verdict.rows,
                    "broken_at": verdict.broken_at,
                    "why": verdict.why,
                },
                ensure_ascii=False,
            )
        )
    elif verdict.is_whole:
        print(f"审计链完整，共 {verdict.rows} 行。")
    else:
        print(f"审计链不完整：{verdict.why}。其前 {verdict.rows} 行完好。")
    return 0 if verdict.is_whole else 1
