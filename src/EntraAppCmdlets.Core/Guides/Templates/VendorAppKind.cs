namespace EntraAppCmdlets;

/// <summary>What kind of product a vendor's app is for.</summary>
public enum VendorAppKind
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>A service that signs users in for other applications, or keeps directories in step.</summary>
    IdentityBroker,

    /// <summary>A gateway that lets users reach applications or networks after they sign in.</summary>
    NetworkAccess,

    /// <summary>Detection of and response to threats.</summary>
    Security,

    /// <summary>Evidence, audits and policies.</summary>
    Compliance,

    /// <summary>Chat, wikis, documents and projects.</summary>
    Collaboration,

    /// <summary>Mail and calendars.</summary>
    MailAndCalendar,

    /// <summary>Tickets, assets and help desks.</summary>
    ItServiceManagement,

    /// <summary>Backup and recovery.</summary>
    Backup,

    /// <summary>Clusters, networks, databases and secrets.</summary>
    Infrastructure,

    /// <summary>Builds and deployments.</summary>
    ContinuousIntegration,

    /// <summary>Source code and tools of developers.</summary>
    DeveloperTools,

    /// <summary>Metrics, logs and dashboards.</summary>
    Monitoring,
}
