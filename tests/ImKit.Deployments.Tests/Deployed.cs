using ImKit.Deployments.Tests.Deployments;

namespace ImKit.Deployments.Tests;

// The same sentences for each deployment. What is kept over a restart is asked of those that keep it.

public sealed class In_memory(InMemoryDeployment deployment) : ApplicationTests<InMemoryDeployment>(deployment);

public sealed class On_SQLite(SqliteDeployment deployment) : DurableTests<SqliteDeployment>(deployment);

public sealed class On_PostgreSQL(PostgresDeployment deployment) : DurableTests<PostgresDeployment>(deployment);

public sealed class Three_nodes_over_Redis(RedisDeployment deployment) : ClusterTests<RedisDeployment>(deployment);

public sealed class Three_nodes_over_RabbitMQ(RabbitMqDeployment deployment) : ClusterTests<RabbitMqDeployment>(deployment);

public sealed class Three_nodes_over_Kafka(KafkaDeployment deployment) : ClusterTests<KafkaDeployment>(deployment);
