//! People: their grades and ages, and who goes whatever is planned.

use super::*;

/// A grade as it is written, or the whole of a team that declares none.
struct Rank<'a> {
    /// Where the ages are written.
    ages_at: Vec<Step<'a>>,
    name: String,
    people: u32,
    ages: &'a BTreeMap<String, u32>,
    retirement_age: Option<u32>,
}

/// People of a grade of a team who retire before the same year of a path; before none that counts, if that is no year.
struct Alike {
    team: usize,
    rank: usize,
    retire: usize,
    people: u32,
    /// How many more of them are expected to have left of their own accord than have.
    behind: f64,
}

impl Resolver<'_> {
    /// Mean personnel cost of a team's people, and its grades.
    pub(super) fn grades(&mut self, index: usize, team: &file::Team) -> (f64, Vec<Grade>) {
        let path = |key| [Key("team"), Index(index), Key(key)];
        let personnel_at = [Key("team"), Index(index), Key("cost_per_person_year"), Key("personnel")];
        if team.grades.is_empty() {
            if team.cost_per_person_year.personnel.is_none() {
                let message = format!("it is not said what a person of {} is paid", team.name);
                self.error(&path("cost_per_person_year"), message, "add `personnel`, or `grades` with the pay of each");
            }
            let all = Grade { name: String::new(), title: String::new(), people: team.people, relative_pay: 1.0 };
            return (team.cost_per_person_year.personnel.unwrap_or(0.0), vec![all]);
        }
        if team.cost_per_person_year.personnel.is_some() {
            let message = format!("the pay of {} is given twice: for the team and by grade", team.name);
            self.error(&personnel_at, message, "leave out `personnel` here; the mean is worked out");
        }
        if !team.ages.is_empty() {
            self.error(&path("ages"), format!("{} has grades, and ages of the whole team", team.name), "give the `ages` of each grade");
        }
        let total: u32 = team.grades.iter().map(|grade| grade.people).fold(0, u32::saturating_add);
        if total != team.people {
            let message = format!("the grades of {} are of {total} people, and it has {}", team.name, team.people);
            self.error(&path("grades"), message, "let the numbers agree");
        }
        for (position, grade) in team.grades.iter().enumerate() {
            if team.grades[..position].iter().any(|other| other.name == grade.name) {
                let place = [Key("team"), Index(index), Key("grades"), Index(position), Key("name")];
                self.error(&place, format!("{} has the grade \"{}\" twice", team.name, grade.name), "give each a name of its own");
            }
        }
        let paid = |grade: &file::GradeFile| f64::from(grade.people) * grade.personnel;
        let least = team.grades.iter().map(|grade| grade.personnel).fold(f64::INFINITY, f64::min);
        let mean = if total > 0 { team.grades.iter().map(paid).sum::<f64>() / f64::from(total) } else { least };
        let language = self.file.scenario.language;
        let resolved = team.grades.iter().map(|grade| Grade {
            name: grade.name.clone(),
            title: Scenario::title_of(grade.title.as_ref(), &grade.name, language),
            people: grade.people,
            relative_pay: if mean > 0.0 { grade.personnel / mean } else { 1.0 },
        });
        (mean, resolved.collect())
    }

    /// Ages of people of whom it is not said when they retire.
    pub(super) fn check_retirement_age(&mut self, path: &file::PathFile) {
        let file = self.file;
        let teams = file.team.iter().enumerate().flat_map(|(index, team)| ranks(index, team, path.retirement_age));
        if let Some(rank) = teams.into_iter().find(|rank| !rank.ages.is_empty() && rank.retirement_age.is_none()) {
            self.error(&rank.ages_at, "it is not said when people retire", "add `path.retirement_age`");
        }
    }

    /// Who goes whatever is planned, by team and grade: at the retirement age, and of their own accord. Those are as many as are expected of all teams
    /// together, rounded down, each from the team that is furthest behind what is expected of it, and there of the grade and age that are so. Whoever leaves
    /// does not retire.
    pub(super) fn natural_loss(&mut self, path: &file::PathFile, years: usize, reach: usize) -> Vec<Vec<NaturalLoss>> {
        let file = self.file;
        let mut losses: Vec<Vec<NaturalLoss>> = Vec::new();
        let mut alike: Vec<Alike> = Vec::new();
        for (team, spec) in file.team.iter().enumerate() {
            let mut of_team = Vec::new();
            for (rank, of_rank) in ranks(team, spec, path.retirement_age).into_iter().enumerate() {
                let retiring = self.retirements(&of_rank, &spec.name, reach);
                let stay = of_rank.people.saturating_sub(retiring.iter().sum());
                let groups = retiring.iter().copied().enumerate().chain([(usize::MAX, stay)]).filter(|(_, people)| *people > 0);
                alike.extend(groups.map(|(retire, people)| Alike { team, rank, retire, people, behind: 0.0 }));
                of_team.push(NaturalLoss { leaving: vec![0; years], retiring });
            }
            losses.push(of_team);
        }
        for year in 1..years {
            for group in alike.iter_mut().filter(|group| group.retire > year) {
                group.behind += f64::from(group.people) * path.leaving.0;
            }
            while alike.iter().map(|group| group.behind).sum::<f64>() >= 1.0 - 1e-9 {
                let of_team = |team: usize| alike.iter().filter(|group| group.team == team).map(|group| group.behind).sum::<f64>();
                let behind: Vec<f64> = (0..file.team.len()).map(of_team).collect();
                let open = (0..alike.len()).filter(|index| alike[*index].people > 0 && alike[*index].retire > year);
                // The first of equals.
                let Some(index) = open.max_by(|one, two| {
                    let (first, second) = (&alike[*one], &alike[*two]);
                    let teams = behind[first.team].total_cmp(&behind[second.team]).then(second.team.cmp(&first.team));
                    teams.then(first.behind.total_cmp(&second.behind)).then(two.cmp(one))
                }) else {
                    break;
                };
                let group = &mut alike[index];
                group.people -= 1;
                group.behind -= 1.0;
                let loss = &mut losses[group.team][group.rank];
                loss.leaving[year] += 1;
                if let Some(retiring) = loss.retiring.get_mut(group.retire) {
                    *retiring -= 1;
                }
            }
        }
        losses
    }

    /// People of a rank who retire before each year.
    fn retirements(&mut self, rank: &Rank<'_>, team: &str, years: usize) -> Vec<u32> {
        let mut before = vec![0; years];
        if rank.ages.is_empty() {
            return before;
        }
        let Some(retirement_age) = rank.retirement_age else { return before };
        let mut total = 0u32;
        for (text, people) in rank.ages {
            match text.parse::<u32>() {
                Ok(age) if (14..=99).contains(&age) => {
                    if age > retirement_age {
                        let place: Vec<Step<'_>> = rank.ages_at.iter().copied().chain([Key(text)]).collect();
                        let message = format!("{people} of {team} are {age}, and people retire at {retirement_age}");
                        self.warning(&place, message, "they leave before the first year; is it an age, and is `retirement_age` right?");
                    }
                    // Whoever is 59 and retires at 60 works in the first year, and has left before the second.
                    let year = (retirement_age.saturating_sub(age)) as usize;
                    if let Some(slot) = before.get_mut(year) {
                        *slot += people;
                    }
                }
                _ => {
                    let place: Vec<Step<'_>> = rank.ages_at.iter().copied().chain([Key(text)]).collect();
                    self.error(&place, format!("\"{text}\" is no age"), "write whole years, as { 58 = 2, 41 = 3 }");
                }
            }
            total = total.saturating_add(*people);
        }
        if total != rank.people {
            let of = if rank.name.is_empty() { team.to_owned() } else { format!("{team}, {}", rank.name) };
            let message = format!("the ages of {of} are of {total} people, and it has {}", rank.people);
            self.error(&rank.ages_at, message, "let the numbers agree");
        }
        before
    }
}

/// The ranks of a team's people.
fn ranks(index: usize, team: &file::Team, retirement_age: Option<u32>) -> Vec<Rank<'_>> {
    if team.grades.is_empty() {
        let ages_at = vec![Key("team"), Index(index), Key("ages")];
        return vec![Rank { ages_at, name: String::new(), people: team.people, ages: &team.ages, retirement_age }];
    }
    team.grades
        .iter()
        .enumerate()
        .map(|(position, grade)| Rank {
            ages_at: vec![Key("team"), Index(index), Key("grades"), Index(position), Key("ages")],
            name: grade.name.clone(),
            people: grade.people,
            ages: &grade.ages,
            retirement_age: grade.retirement_age.or(retirement_age),
        })
        .collect()
}
