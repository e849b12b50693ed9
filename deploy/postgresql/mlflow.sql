-- Run once, when the database server is made: MLflow has a database of its own beside ours.
CREATE DATABASE mlflow;
