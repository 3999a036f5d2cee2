using System.Management.Automation;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that make a client secret: its description and how long it lives.</summary>
public abstract class SecretCmdlet : AppCmdlet
{
    private protected const string DaysSet = "Days";
    private protected const string DateSet = "Date";

    /// <summary>The description of the secret; up to 120 characters. Default: the name of the app. A secret from the pipeline brings its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Description")]
    public string? DisplayName { get; set; }

    /// <summary>How many days the secret lives, from its start. Default: 180, which is what Microsoft recommends.</summary>
    [Parameter(ParameterSetName = DaysSet)]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; } = 180;

    /// <summary>When the secret ends.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DateSet)]
    public DateTimeOffset EndDateTime { get; set; }

    private protected string NameFor(AppRegistration app) => string.IsNullOrWhiteSpace(DisplayName) ? app.DisplayName : RegistrationRules.CheckDisplayName(DisplayName);

    private protected DateTimeOffset EndFrom(DateTimeOffset start) => ParameterSetName == DateSet ? EndDateTime.ToUniversalTime() : start.AddDays(ValidForDays);

    /// <summary>What stands in a secret's place in a rehearsal.</summary>
    private protected static AppClientSecret Planned(AppRegistration app, string name, DateTimeOffset start, DateTimeOffset end) =>
        new() { App = app, AppId = app.AppId, TenantId = app.TenantId, KeyId = Guid.Empty, DisplayName = name, StartDateTime = start, EndDateTime = end };
}
