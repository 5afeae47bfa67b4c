"""`duban serve`: the pages in a browser, and the clock that runs behind them."""

import gc
import logging
import socket
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actions.desk import Desk
from actions.errors import BadInput
from cli.options import desk_of
from cli.show import progress, say

if TYPE_CHECKING:
    from flows.demo import Demo

log = logging.getLogger("duban")

LOOPBACK = "127.0.0.1"

SECONDS_TO_FINISH = 10
"""How long a request that is under way may take when the server is told to stop."""


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="Show the 2012 campaign of a district, in a database of its own.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on.")] = 8030,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; others than this machine sign in.")
    ] = LOOPBACK,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="A host name under which browsers reach it; needed with --host."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="PEM file with the certificate chain: answer by TLS.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="PEM file with the certificate's key.")] = None,
    no_jobs: Annotated[
        bool, typer.Option("--no-jobs", help="Only the pages: the jobs run on a cluster, or from cron.")
    ] = False,
) -> None:
    """Serve the pages on this machine and run the jobs (check, delivery) while doing so."""
    where = _checked(Where(host, port, tuple(name or ()), certificate, key), demo=demo)
    check_free(port, host=host)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if demo:
        shown = _open_demo()
        serve_desk(shown.desk, where, demo=shown, jobs=nullcontext())
    else:
        desk = desk_of(context)
        say_first_link(desk, where.url)
        serve_desk(desk, where, demo=None, jobs=nullcontext() if no_jobs else _embedded(desk))


@dataclass(frozen=True, slots=True)
class Where:
    """At which address, under which names, and how encrypted."""

    host: str
    port: int
    names: tuple[str, ...]
    certificate: Path | None
    key: Path | None

    @property
    def is_local(self) -> bool:
        return self.host in (LOOPBACK, "localhost")

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{self.names[0] if self.names else LOOPBACK}:{self.port}"


def _checked(where: Where, *, demo: bool) -> Where:
    """Raises BadInput for what would be unsafe or could not be reached."""
    if demo and not where.is_local:
        raise BadInput(f"演示不用密码，只能在本机 {LOOPBACK} 上提供，不能用 {where.host}。")
    if not where.is_local and not where.names:
        raise BadInput("对外提供服务须用 --name 写明浏览器访问的主机名或 IP 地址（可写几个）。")
    if (where.certificate is None) != (where.key is None):
        raise BadInput("--certificate 与 --key 须同时给出。")
    for file in (where.certificate, where.key):
        if file is not None and not file.is_file():
            raise BadInput(f"没有文件 {file}。")
    if not where.is_local and where.certificate is None:
        log.warning("未启用加密：密码将明文传输。请用 --certificate 和 --key，或放在加密的反向代理之后。")
    return where


def say_first_link(desk: Desk, url: str) -> None:
    """Before there is an administrator, the link with which the first one comes in; it works once."""
    from actions.account import invite_administrator
    from actions.sign_in import at_the_door

    token = invite_administrator(at_the_door(desk))
    if token is not None:
        say(
            f"还没有系统管理员。请用浏览器打开以下链接设置（只能用一次，七天内有效）：\n{url}/invitation/{token}"
        )


def _embedded(desk: Desk) -> AbstractContextManager[Any]:
    from flows.embedded import running

    return running(desk)


def check_free(port: int, option: str = "--port", host: str = LOOPBACK) -> None:
    """Say which port is taken before anything is opened, rather than after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise BadInput(f"端口 {port} 不能用（{problem.strerror}）。请用 {option} 换一个。") from None


def _open_demo() -> "Demo":
    from flows.demo import DAYS_TO_PLAY, is_made, open_demo

    if is_made():
        return open_demo()
    say("正在准备演示数据：上街区 64 个村（社区），2012 年 4 月 23 日至 6 月 8 日……")
    with progress("逐日推演", DAYS_TO_PLAY) as advance:
        return open_demo(advance)


def serve_desk(desk: Desk, where: Where, demo: "Demo | None", jobs: AbstractContextManager[Any]) -> None:
    """Answer at this address until the process is told to stop; the jobs run meanwhile."""
    # Only this command needs the web framework; the others start without it.
    import uvicorn

    from actions.health import read_health
    from web.app import create_app
    from web.security import LOCAL_NAMES
    from web.server import Server

    names = LOCAL_NAMES | {name.lower() for name in where.names}
    app = create_app(desk, demo=demo, health=lambda: read_health(desk), names=names)
    config = uvicorn.Config(
        app,
        host=where.host,
        port=where.port,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    say(f"请在浏览器打开 {where.url}/（按 Ctrl+C 结束）")
    gc.freeze()  # what is there by now stays: no request shall wait while it is looked through for waste
    with jobs:
        Server(config, app.state.live.close).run()
