using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// A plan as a file: what a rehearsal has shown, for somebody to review, and to be carried out as it was reviewed. It holds no secret. It is made anew when
/// it is carried out, and refused if it would be another one.
/// </summary>
internal sealed record PlanFile
{
    /// <summary>The form of the file; a newer one may say what this module doesn't know.</summary>
    public const int CurrentVersion = 1;

    /// <summary>A person reviews the file, and no browser reads it as a part of a page: apostrophes stand for themselves.</summary>
    private static readonly PlanJson Readable = new(
        new JsonSerializerOptions(PlanJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public required int Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required PlanTenant Tenant { get; init; }

    public required string Vendor { get; init; }

    /// <summary>The template's file, where it is one of the user's own.</summary>
    public string? TemplatePath { get; init; }

    /// <summary>The SHA-256 hash of the template.</summary>
    public required string TemplateHash { get; init; }

    /// <summary>The values of the template's parameters that were given; secrets are given anew.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; }

    public required PlanOptions Options { get; init; }

    /// <summary>The app: its ID, if it exists.</summary>
    public required PlanApp App { get; init; }

    /// <summary>The steps, with what was read of the tenant.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>The apps after the first; null for a template for one app.</summary>
    public IReadOnlyList<PlanOfApp>? Others { get; init; }

    /// <summary>Where to look for the template first; null for the module's own.</summary>
    [JsonIgnore]
    public string[]? TemplatePaths => TemplatePath is null ? null : [TemplatePath];

    /// <summary>The plan of a rehearsal.</summary>
    /// <param name="plans">The plan of each app, with what the rehearsal shows.</param>
    /// <param name="asked">What the person wants of the run.</param>
    public static PlanFile Of(IReadOnlyList<(GuidePlan Plan, VendorAppInstallation Rehearsal)> plans, PlanOptions asked)
    {
        var plan = plans[0].Plan;
        var apps = plans.Select(item => PlanOfApp.Of(item.Plan, item.Rehearsal)).ToList();
        return new()
        {
            Version = CurrentVersion,
            Created = plan.Work.Clock.GetUtcNow(),
            Tenant = new PlanTenant(plan.Work.TenantId, plan.Work.Connection.Info.DisplayName, plan.Work.Connection.Info.DefaultDomain),
            Vendor = plan.Guide.Vendor,
            TemplatePath = plan.Guide.Template.NamedFile,
            TemplateHash = HashOf(plan.Guide.Template),
            Parameters = plan.Guide.Input.Given,
            Options = asked,
            App = apps[0].App,
            Steps = apps[0].Steps,
            Others = apps.Count > 1 ? apps[1..] : null,
        };
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="AppException">PlanUnwritable.</exception>
    public void Write(string path)
    {
        try
        {
            File.WriteAllBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, Readable.PlanFile), (byte)'\n']);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PlanErrors.PlanUnwritable(path, e);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="AppException">PlanUnreadable, PlanVersionUnknown.</exception>
    public static PlanFile Read(string path)
    {
        try
        {
            var text = File.ReadAllBytes(path);
            // Of a newer form nothing else can be relied upon.
            using var json = JsonDocument.Parse(text);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("version", out var version)
                && version.TryGetInt32(out var number)
                && number != CurrentVersion
            )
            {
                throw PlanErrors.PlanVersionUnknown(path, number);
            }

            return JsonSerializer.Deserialize(text, PlanJson.Default.PlanFile) is { } plan && plan.IsWhole
                ? plan
                : throw PlanErrors.PlanUnreadable(path, "a part of it is missing", null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw PlanErrors.PlanUnreadable(path, e.Message.Split(" LineNumber:")[0].TrimEnd('.'), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PlanErrors.PlanUnreadable(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Refuses a plan that is for another tenant.</summary>
    /// <exception cref="AppException">PlanOfOtherTenant.</exception>
    public void CheckTenant(string path, AppTenant connected)
    {
        if (Tenant.Id != connected.TenantId)
        {
            throw PlanErrors.PlanOfOtherTenant(path, Tenant, connected);
        }
    }

    /// <summary>Refuses a plan that would be another one now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The plan as it is now.</param>
    /// <exception cref="AppException">PlanOutdated: names the differences.</exception>
    public void Check(string path, PlanFile now)
    {
        var differences = Lines(this)
            .Except(Lines(now))
            .Select(line => $"- {line}")
            .Concat(Lines(now).Except(Lines(this)).Select(line => $"+ {line}"));
        var found = differences.ToList();
        if (TemplateHash != now.TemplateHash)
        {
            throw PlanErrors.PlanOutdated(path, $"was written with another version of the template of {Vendor}", found);
        }

        if (found.Count > 0)
        {
            throw PlanErrors.PlanOutdated(path, "no longer matches the tenant", found);
        }
    }

    /// <summary>Whether nothing is null that a plan needs: an edited file may say so.</summary>
    private bool IsWhole =>
        this
            is {
                Tenant: not null,
                Vendor: not null,
                TemplateHash: not null,
                Parameters: not null,
                Options: not null,
                App.DisplayName: not null,
                Steps: not null
            }
        && Parameters.Values.All(values => values is not null && values.All(value => value is not null))
        && Apps.All(app => app is { App.DisplayName: not null, Steps: not null } && app.Steps.All(step => step is { Guide: not null }));

    private IEnumerable<PlanOfApp> Apps => [new PlanOfApp(App, Steps), .. Others ?? []];

    private static IEnumerable<string> Lines(PlanFile plan) =>
        plan.Apps.SelectMany(app => app.Lines(plan.Others is null ? "" : $" of {app.App.DisplayName}"));

    private static string HashOf(VendorTemplate template) => Convert.ToHexString(SHA256.HashData(template.Bytes.Span));
}

/// <summary>What is planned for one app.</summary>
internal sealed record PlanOfApp(PlanApp App, IReadOnlyList<PlanStep> Steps)
{
    public static PlanOfApp Of(GuidePlan plan, VendorAppInstallation rehearsal) =>
        new(
            new PlanApp(rehearsal.DisplayName, plan.IsThere ? rehearsal.AppId : null),
            [.. rehearsal.Steps.Select(step => new PlanStep(step.Guide, step.Text, step.State, step.Details))]
        );

    /// <summary>What two plans are compared by.</summary>
    /// <param name="of">Which app it is, where there are several.</param>
    public IEnumerable<string> Lines(string of) =>
        [
            $"app {App.DisplayName}, {App.AppId?.ToString() ?? "to be created"}",
            // The same words may be in several steps.
            .. Steps.Select(
                (step, place) => $"step {place + 1}{of} ({step.Guide}): {step.State}{(step.Details is null ? "" : $", {step.Details}")}"
            ),
        ];
}

/// <summary>The tenant that a plan is for.</summary>
internal sealed record PlanTenant(Guid Id, string? DisplayName, string? DefaultDomain)
{
    public override string ToString() => DisplayName is null ? Id.ToString() : $"{DisplayName} ({Id})";
}

/// <summary>The app that a plan is about.</summary>
internal sealed record PlanApp(string DisplayName, Guid? AppId);

/// <summary>A step of the guide as it was planned.</summary>
internal sealed record PlanStep(string Guide, string Text, VendorAppStepState State, string? Details);

/// <summary>What a person wanted of the run.</summary>
internal sealed record PlanOptions
{
    public string? DisplayName { get; init; }

    public string? UniqueName { get; init; }

    public Guid? AppId { get; init; }

    public bool Restore { get; init; }

    public bool Consent { get; init; } = true;

    public SecretMode Secret { get; init; }

    public int? ValidForDays { get; init; }

    public string? KeyVaultName { get; init; }

    public string? KeyVaultSecretName { get; init; }

    public string? Role { get; init; }

    public bool SkipUnavailableApi { get; init; }

    /// <summary>The names of the app.</summary>
    [JsonIgnore]
    public AppNaming Naming => new(DisplayName, UniqueName, AppId, Restore);

    /// <summary>The same for the installer.</summary>
    /// <param name="vault">The Key Vault of <see cref="KeyVaultName"/>, opened.</param>
    public InstallOptions ToInstall(KeyVaultService? vault) =>
        new(Consent, Secret, ValidForDays, vault, KeyVaultSecretName, Role, SkipUnavailableApi);
}
