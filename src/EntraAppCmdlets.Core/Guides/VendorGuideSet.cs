using System.Collections;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// A vendor's guide for one app or several, in the order in which they are installed. Each app has a guide of its own, which knows the other apps as far as
/// they are known so far.
/// </summary>
/// <param name="template">The template.</param>
/// <param name="given">The values of its parameters.</param>
/// <param name="tenant">The values of the names of the tenant.</param>
/// <param name="names">The names that were chosen.</param>
/// <param name="complete">Whether every value that the guide needs must be there.</param>
internal sealed class VendorGuideSet(
    VendorTemplate template,
    IDictionary given,
    Func<string, string?> tenant,
    AppNaming names,
    bool complete = true
)
{
    private readonly IReadOnlyList<VendorTemplate> _templates = template.Each;
    private readonly Dictionary<string, AppRegistration> _apps = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the values of the parameters are those of an installation.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>The template.</summary>
    public VendorTemplate Template => template;

    /// <summary>The names that were chosen.</summary>
    public AppNaming Names => names;

    /// <summary>How many apps it is for.</summary>
    public int Count => _templates.Count;

    /// <summary>Makes the guide of an app.</summary>
    /// <param name="place">The place of the app, from 0.</param>
    /// <param name="beside">The places of the apps whose use of this one is no addition of others; null for all of the template.</param>
    /// <exception cref="AppException">As <see cref="VendorGuide.Of"/> and <see cref="VendorInput.Resolve"/>.</exception>
    public VendorGuide Guide(int place, IReadOnlyCollection<int>? beside = null)
    {
        var own = _templates[place];
        var guide = VendorGuide.Of(own, InputOf(own), names);
        return guide with { IsInstalled = IsInstalled, Spec = guide.Spec with { Companions = [.. Companions(place, beside)] } };
    }

    /// <summary>Refuses wrong values, and apps that the values make one, before anything is sent: the template's own rule compares the texts, whose
    /// placeholders may differ.</summary>
    /// <exception cref="AppException">VendorAppsDuplicate, and those of <see cref="Guide"/>.</exception>
    public void Check()
    {
        var specs = _templates.Select((own, place) => (own.Key, Guide(place).Spec)).ToList();
        CheckDistinct("unique name", spec => spec.Find<RegistrationSpec>()?.Request.UniqueName);
        CheckDistinct(
            "Application ID URI",
            spec =>
                spec.Find<ExposedApiSpec>()?.IdentifierUri is { } uri
                && !uri.Contains(ExposedApiSpec.AppId, StringComparison.OrdinalIgnoreCase)
                    ? uri
                    : null
        );

        void CheckDistinct(string what, Func<AppSpec, string?> of)
        {
            if (
                specs
                    .Where(item => of(item.Spec) is not null)
                    .GroupBy(item => of(item.Spec), StringComparer.OrdinalIgnoreCase)
                    .FirstOrDefault(same => same.Count() > 1) is
                { } same
            )
            {
                throw GuideErrors.VendorAppsDuplicate(template, what, same.Key!, same.Select(item => item.Key!));
            }
        }
    }

    /// <summary>The values of the parameters, for the placeholders of an app.</summary>
    public VendorInput InputOf(VendorTemplate own) => VendorInput.Resolve(own, given, tenant, complete, _apps);

    /// <summary>Takes an app as it is now, or as it will be, for the guides of the others.</summary>
    public void Learn(int place, AppRegistration app)
    {
        if (_templates[place].Key is { } key)
        {
            // Those that are planned have no ID yet: their place distinguishes them.
            _apps[key] = app.AppId == Guid.Empty ? app with { AppId = new Guid(place + 1, 0, 0, new byte[8]) } : app;
        }
    }

    /// <summary>The app at a place that exists; null where it isn't known.</summary>
    public AppRegistration? AppAt(int place) =>
        _templates[place].Key is { } key && _apps.TryGetValue(key, out var app) && !app.IsPlanned ? app : null;

    /// <summary>Finds all apps of a template for several, as an installation has made them.</summary>
    public async Task FindAsync(CommandContext work, CancellationToken cancellationToken)
    {
        for (var place = 0; place < Count && Count > 1; place++)
        {
            var plan = new AppPlan(work, Guide(place).Spec, []);
            Learn(place, await FindInstalledAsync(plan, cancellationToken).ConfigureAwait(false) ?? plan.App);
        }
    }

    /// <summary>The app at a place, as an installation has made it.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public async Task<AppRegistration> GetInstalledAsync(CommandContext work, int place, CancellationToken cancellationToken)
    {
        var plan = new AppPlan(work, Guide(place).Spec, []);
        return await FindInstalledAsync(plan, cancellationToken).ConfigureAwait(false)
            ?? throw await new AppSuggestions(work).OfAsync(plan.Origin.DisplayName, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<AppRegistration?> FindInstalledAsync(AppPlan plan, CancellationToken cancellationToken) =>
        await plan.Origin.FindInstalledAsync(plan.Work, cancellationToken).ConfigureAwait(false) is { } found
            ? await new AppReader(plan.Work).WithServicePrincipalAsync(found, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The places of the apps that are meant: that of an app, or all.</summary>
    /// <exception cref="AppException">VendorAppUnknown.</exception>
    public IReadOnlyList<int> PlacesOf(AppRegistration? app)
    {
        var all = Enumerable.Range(0, Count);
        if (app is null || Count == 1)
        {
            return [.. all];
        }

        return all.Where(place => AppAt(place)?.AppId == app.AppId).ToList() is { Count: > 0 } found
            ? found
            : throw GuideErrors.VendorAppUnknown(template, app);
    }

    private IEnumerable<CompanionApp> Companions(int place, IReadOnlyCollection<int>? beside) =>
        from other in Enumerable.Range(0, Count)
        where other != place && beside?.Contains(other) != false
        let app = AppAt(other)
        where app is not null
        let input = InputOf(_templates[other])
        select new CompanionApp(
            app,
            [
                .. _templates[other]
                    .Permissions.Where(permission => permission.IsAuthorizedBy(_templates[place].Key!) && input.Holds(permission.When))
                    .SelectMany(permission => permission.Names.SelectMany(input.Expand)),
            ]
        );
}
