"""Has the emulator start its functions closed in."""

import subprocess
import types

import ministack.core.lambda_runtime as warm
import ministack.services.lambda_svc as single

from .environment import closed_environment


def close_in_functions(barrier, refusals, forwarder_port, emulator_port, certificate):
    """Both modules of MiniStack that start functions do so by `subprocess`. Nothing else of the emulator is changed."""

    def closed(start):
        def start_closed(*arguments, env=None, **options):
            environment = env or {}
            function = environment.get("AWS_LAMBDA_FUNCTION_NAME") or "function"
            ports = [emulator_port, forwarder_port, *runtime_ports(environment)]
            options["env"] = closed_environment(environment, function, forwarder_port, certificate)

            def refused(target):
                refusals.add(function, target)

            return barrier.run(ports, refused, lambda: start(*arguments, **options))

        return start_closed

    stand_in = types.ModuleType("subprocess")
    stand_in.__dict__.update(subprocess.__dict__)
    stand_in.Popen = closed(subprocess.Popen)
    stand_in.run = closed(subprocess.run)
    warm.subprocess = single.subprocess = stand_in


def runtime_ports(environment):
    """Where a custom runtime asks for its next event: `127.0.0.1:PORT`."""
    port = environment.get("AWS_LAMBDA_RUNTIME_API", "").rpartition(":")[2]
    return [int(port)] if port.isdecimal() else []
