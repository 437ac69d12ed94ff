"""`lianfang check`: is this installation in order? Also what the health page asks."""

import argparse
import json
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("check", help="检查本机安装是否正常")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from lianfang.picture.portal.public import examine

    findings = examine()
    if args.json:
        print(json.dumps([finding.__dict__ for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'正常' if finding.is_good else '异常'}  {finding.label}：{finding.words}")
    return 0 if all(finding.is_good for finding in findings) else 1
