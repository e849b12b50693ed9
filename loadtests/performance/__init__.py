"""What our own code costs, each beside the bare limit in the same run.

python -m loadtests.performance.gateway     sessions that one core holds, beside a bare WebSocket sink
python -m loadtests.performance.recogniser  windows per second, beside bare CTranslate2 workers
python -m loadtests.performance.live        live transcription, beside whisper-live and whisperlivekit
python -m loadtests.performance.insights    what we add between a batch and its insight; models are fakes
"""
