"""The insight worker: questions in, judged answers out; in this process or on Celery."""
