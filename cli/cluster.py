"""`duban cluster up`: the cluster engine on one machine, for trying it out."""

import signal
import time
from types import FrameType
from typing import Annotated, NoReturn

import typer

from actions.errors import BadInput
from actions.open import data_folder
from cli.options import desk_of
from cli.serve import LOOPBACK, check_free, say_first_link
from cli.show import say
from flows.local_cluster import ClusterFailed, LocalCluster, is_installed

app = typer.Typer(no_args_is_help=True, help="The jobs on Prefect, with PostgreSQL.")

LOOKS_EVERY_SECONDS = 0.5


@app.callback()
def cluster() -> None:
    """The jobs on Prefect, with PostgreSQL (docs/cluster.md)."""


@app.command()
def up(
    context: typer.Context,
    workers: Annotated[int, typer.Option("--workers", min=1, max=16, help="How many workers.")] = 2,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="The port of duban's own pages.")
    ] = 8030,
    prefect_port: Annotated[
        int, typer.Option("--prefect-port", min=1, max=65535, help="The port of Prefect's pages and API.")
    ] = 4200,
) -> None:
    """Start Prefect's server, workers and the pages on this machine, against a PostgreSQL database."""
    local = _prepare(context, prefect_port)
    check_free(port)
    check_free(prefect_port, "--prefect-port")
    signal.signal(signal.SIGTERM, _end)
    try:
        _start(local, workers, port)
        # After the pages have answered: their own link stands in a log that nobody reads.
        say_first_link(desk_of(context), f"http://{LOOPBACK}:{port}")
        say(f"督办网页 http://{LOOPBACK}:{port}/ ，Prefect 页面 {local.pages} （按 Ctrl+C 结束）")
        _watch(local)
    except KeyboardInterrupt:
        say("正在结束……")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl+C would leave some running
        local.stop()
    say("已全部结束。")


def _prepare(context: typer.Context, prefect_port: int) -> LocalCluster:
    if not is_installed():
        raise BadInput("集群引擎须另装 Prefect：pip install 'duban[cluster]'。")
    engine = desk_of(context).engine
    if engine.dialect.name != "postgresql":
        raise BadInput(
            "集群引擎须用 PostgreSQL。请写 --database postgresql://用户@主机/库名，并先对它运行 duban init。"
        )
    return LocalCluster(engine.url, data_folder() / "cluster", prefect_port)


def _start(local: LocalCluster, workers: int, port: int) -> None:
    say("正在启动 Prefect 服务器（第一次须建库，约半分钟）……")
    local.start_server()
    say("正在登记作业……")
    local.deploy()
    say(f"正在启动 {workers} 个工作进程和网页……")
    started = [local.start_worker(number) for number in range(1, workers + 1)]
    local.start_pages(port)
    for worker in started:
        local.wait_for_worker(worker)


def _watch(local: LocalCluster) -> NoReturn:
    """Wait for Ctrl+C; raises ClusterFailed as soon as a part has ended by itself."""
    while True:
        ended = local.first_ended()
        if ended is not None:
            raise ClusterFailed(f"{ended.title}已意外结束，原因见 {ended.log}。其余部分也已结束。")
        time.sleep(LOOKS_EVERY_SECONDS)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
