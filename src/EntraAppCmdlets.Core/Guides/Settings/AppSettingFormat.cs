namespace EntraAppCmdlets;

/// <summary>The kinds of files in which settings can be handed over.</summary>
public enum AppSettingFormat
{
    /// <summary>One JSON object, name by name.</summary>
    Json,

    /// <summary>Environment variables, one a line, as shells and dotenv readers take them.</summary>
    Env,

    /// <summary>A Bicep parameter file.</summary>
    BicepParam,

    /// <summary>A parameter file of an Azure Resource Manager deployment, in JSON.</summary>
    ArmParameters,
}
